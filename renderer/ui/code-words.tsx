/** Words about code: what stands between backticks is set as code. */
export function CodeWords({ children }: { children: string }) {
  const parts = children.split(/`([^`\n]+)`/)
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have nothing else to be told apart by
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
