import { Empty } from 'antd';
import { Link } from 'react-router';

export function NoSuchPage() {
  return (
    <Empty className="panel roomy" image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这个页面">
      <Link to="/">返回招聘信息列表</Link>
    </Empty>
  );
}
