import { Alert, Button } from 'antd';

/** Says why something could not be loaded, and offers to try again. */
export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <Alert
      type="error"
      showIcon
      title="没有加载成功"
      description={error.message}
      action={
        <Button size="small" onClick={retry}>
          重试
        </Button>
      }
    />
  );
}
