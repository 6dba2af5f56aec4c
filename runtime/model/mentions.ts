/** A name in the texts of services, changed wherever it stands. The texts are otherwise left as they are. */
import type { Named, ServiceFile } from './project.ts'
import { type Mention, scan } from './scan.ts'

/** What is named: a connection of a type, or a service. */
export type Subject = { kind: 'outgoing'; type: string } | { kind: 'service' }

/** The files that change, by path. */
export function renameInTexts(
  files: Named<ServiceFile>,
  subject: Subject,
  from: string,
  to: string,
): Map<string, ServiceFile> {
  const changed = new Map<string, ServiceFile>()
  for (const [path, file] of Object.entries(files)) {
    const { problem, mentions } = scan(file)
    const source =
      problem && mentions.length === 0
        ? renameRoughly(file.source, subject, from, to)
        : replaced(file.source, placesOf(mentions, subject, from), to)
    if (source !== file.source) changed.set(path, { ...file, source })
  }
  return changed
}

function placesOf(mentions: readonly Mention[], subject: Subject, name: string): Mention['text'][] {
  return mentions
    .filter((mention) =>
      subject.kind === 'outgoing'
        ? mention.kind === 'outgoing' && mention.type === subject.type
        : mention.kind !== 'outgoing',
    )
    .map(({ text }) => text)
    .filter(({ value }) => value === name)
}

function replaced(
  source: string,
  places: readonly { start: number; end: number }[],
  to: string,
): string {
  // From the end, so that the places before stay where they are; a constant used twice is one place.
  const starts = new Map(places.map((place) => [place.start, place]))
  const ordered = [...starts.values()].sort((a, b) => b.start - a.start)
  return ordered.reduce(
    (text, { start, end }) =>
      text.slice(0, start) + quoted(to, text[start] ?? "'") + text.slice(end),
    source,
  )
}

/** A text that does not parse just now, by pattern: better than leaving the old name in it unseen. */
function renameRoughly(source: string, subject: Subject, from: string, to: string): string {
  const before =
    subject.kind === 'outgoing'
      ? `outgoing\\s*\\.\\s*${escaped(subject.type)}\\s*\\.\\s*get\\s*\\(\\s*`
      : 'serviceName\\s*=\\s*|\\.\\s*invoke(?:Async)?\\s*\\(\\s*'
  const pattern = new RegExp(`(${before})(['"\`])${escaped(from)}\\2`, 'g')
  return source.replace(pattern, (_, head: string, quote: string) => head + quoted(to, quote))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

export function quoted(text: string, quote = "'"): string {
  const inner = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
  return quote + (quote === '`' ? inner.replaceAll('${', '\\${') : inner) + quote
}
