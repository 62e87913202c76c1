import { Alert } from 'antd';

/** What came of an act: its failure, or the sentence that it is done. Nothing before. */
export function ActNotice({
  act,
  done,
}: {
  act: {
    readonly isError: boolean;
    readonly isSuccess: boolean;
    readonly error: Error | null;
    readonly reset: () => void;
  };
  done?: string;
}) {
  if (act.isError)
    return (
      <Alert
        className="act-notice"
        type="error"
        showIcon
        title="没有成功"
        description={act.error?.message}
        closable={{ onClose: act.reset }}
      />
    );
  if (!act.isSuccess || done === undefined) return null;
  return <Alert className="act-notice" type="success" showIcon title={done} closable={{ onClose: act.reset }} />;
}
