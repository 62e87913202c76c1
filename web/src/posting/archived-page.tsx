/** A stored page drawn without any of its scripts: the empty `sandbox` gives it an origin of its own and no permission at all. */
export function ArchivedPage({ fullCaptureId }: { fullCaptureId: string }) {
  return (
    <iframe
      className="archived-page"
      title="页面存档（不运行脚本）"
      sandbox=""
      referrerPolicy="no-referrer"
      src={`/api/full-captures/${encodeURIComponent(fullCaptureId)}/dom`}
    />
  );
}
