/** The sends of the past, newest first: what is kept of each, how much, and what is masked before. Pure. */

import { elementPatterns, isSecretHeader, mask, maskElements } from '../../runtime/model/secrecy.ts'
import type { TestAnswer, TestRow } from '../../runtime/model/testing.ts'
import { prettified } from './body.ts'
import { type BodyFormat, formatOf, type TestDraft } from './draft.ts'

/** Of each channel. */
export const mostSent = 50
/** Bytes of an answer, and characters of a body, that are kept. */
export const mostBody = 1024 * 1024

export interface Sent {
  id: string
  channel: string
  /** Epoch milliseconds. */
  at: number
  /** `POST /orders/17`. */
  line: string
  draft: Omit<TestDraft, 'file'>
  /** Of the file that was the body; the file itself is not kept. */
  file?: { name: string; size: number }
  answer: TestAnswer
  /** The beginning of its body. */
  body: Uint8Array<ArrayBuffer>
  /** Some of what was typed is kept masked. */
  isMasked?: boolean
}

export function withSent(past: readonly Sent[], sent: Sent): readonly Sent[] {
  let kept = 0
  return [sent, ...past].filter(({ channel }) => channel !== sent.channel || ++kept <= mostSent)
}

/** As it may be written to disk: nothing that is secret by its name. */
export function maskedSent(sent: Sent): Sent {
  const { values, text, format } = sent.draft
  const masked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    masked[name] = Array.isArray(value) ? (value as TestRow[]).map(maskedRow) : value
  }
  const shown = maskElements(text.slice(0, mostBody), patterns, format === 'form')
  const draft = { ...sent.draft, values: masked, text: shown }
  const isMasked = JSON.stringify(draft) !== JSON.stringify(sent.draft)
  return { ...sent, draft, ...(isMasked ? { isMasked } : {}) }
}

const patterns = elementPatterns()
const secretKeys =
  /^(api[-_.]?key|key|sig|signature|code|secret|client_secret|pass(word)?|pwd|(access|refresh|id|auth)?_?token|session(id)?)$/i

function maskedRow(row: TestRow): TestRow {
  const isSecret =
    isSecretHeader(row.name) ||
    secretKeys.test(row.name) ||
    (patterns.names as readonly string[]).includes(row.name)
  return isSecret && row.value !== '' ? { ...row, value: mask } : row
}

/** As a draft again: masked values are to be typed anew. */
export function draftOf(sent: Sent): TestDraft {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(sent.draft.values)) {
    values[name] = Array.isArray(value)
      ? (value as TestRow[]).map((row) => (row.value === mask ? { ...row, value: '' } : row))
      : value
  }
  return { ...sent.draft, values }
}

/** What a person should know who takes it again; empty: it is all there. */
export function notesOn(sent: Sent): string[] {
  const { isMasked, file } = sent
  return [
    ...(isMasked ? ['Secrets are not kept: type in again what is empty or masked.'] : []),
    ...(file ? [`The file ${file.name} is not kept: choose it again.`] : []),
  ]
}

/** Both answers as texts to compare: first what became of it, then headers, then the body. */
export function answerText({ answer, body }: Pick<Sent, 'answer' | 'body'>): string {
  const { outcome, status, words, headers, failure, contentType } = answer
  const first =
    status === undefined ? (words ?? outcome) : [status, words].filter(Boolean).join(' ')
  // What is never the same twice would hide what is.
  const lines = headers
    .filter(([name]) => !/^(date|connection|keep-alive|x-patchbay-cid|traceparent)$/i.test(name))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort()
  const text = failure ? failure.message : readable(new TextDecoder().decode(body), contentType)
  return [first, ...lines, '', text].join('\n')
}

function readable(text: string, contentType: string | undefined): string {
  const format = formatFor(contentType)
  return format === 'text' ? text : prettified(format, text)
}

function formatFor(contentType: string | undefined): BodyFormat {
  return contentType === undefined ? 'text' : formatOf(contentType)
}
