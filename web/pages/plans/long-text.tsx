const SHOWN = 160;

/** A text of any length: its begin, and the rest for who asks. */
export function LongText({ text }: { text: string }) {
  if (text.length <= SHOWN * 1.25) return <p>{text}</p>;
  const end = text.lastIndexOf(' ', SHOWN);
  return (
    <details className="sy-long-text">
      <summary>{text.slice(0, end)} …</summary>
      {text.slice(end + 1)}
    </details>
  );
}
