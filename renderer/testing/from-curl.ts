/** A cURL command as a test, and what of it has no place in one. Pure. */
import type { TestRow } from '../../runtime/model/testing.ts'
import { type BodyFormat, formatOf } from './draft.ts'
import { shellWords } from './shell-words.ts'

export interface FromCurl {
  values: { method: string; path: string; params: TestRow[]; query: TestRow[]; headers: TestRow[] }
  format: BodyFormat
  text: string
  /** Where it goes: `https://erp.local`. */
  origin: string
  /** What was left out and why, each a sentence. */
  notes: readonly string[]
}

/** Options that take a value, by what they are here; the rest of those are left out with it. */
const meant: Readonly<Record<string, 'method' | 'header' | 'data' | 'url' | 'part'>> = {
  '-X': 'method',
  '--request': 'method',
  '-H': 'header',
  '--header': 'header',
  '-d': 'data',
  '--data': 'data',
  '--data-ascii': 'data',
  '--data-raw': 'data',
  '--data-binary': 'data',
  '--data-urlencode': 'data',
  '--json': 'data',
  '--url': 'url',
  '-F': 'part',
  '--form': 'part',
  '--form-string': 'part',
}

/** They stand for a header. */
const headerOf: Readonly<Record<string, string>> = {
  '-A': 'User-Agent',
  '--user-agent': 'User-Agent',
  '-e': 'Referer',
  '--referer': 'Referer',
  '-b': 'Cookie',
  '--cookie': 'Cookie',
}

const withValue = new Set(
  (
    '-o --output -w --write-out -x --proxy -U --proxy-user -m --max-time --connect-timeout --retry --retry-delay -E --cert --key ' +
    '--cacert --capath --resolve --connect-to --interface --limit-rate -c --cookie-jar -K --config -T --upload-file -r --range ' +
    '--ciphers --tls-max -y -Y -z --time-cond --unix-socket --oauth2-bearer --aws-sigv4 -u --user --stderr --trace --trace-ascii'
  ).split(' '),
)

/** They change how curl talks or what it shows, not what is asked. */
const harmless = new Set(
  (
    '-s --silent -S --show-error -i --include -v --verbose -L --location -k --insecure -f --fail --fail-with-body -# --progress-bar ' +
    '--http1.1 --http2 --http1.0 --no-progress-meter -N --no-buffer -g --globoff --no-keepalive -4 -6 --path-as-is'
  ).split(' '),
)

interface Reading {
  method?: string
  url?: string
  headers: TestRow[]
  data: string[]
  isGet: boolean
  isJson: boolean
  notes: string[]
}

/** @throws SyntaxError, in words for people, when it is no cURL command. */
export function fromCurl(line: string): FromCurl {
  const trimmed = line.trim().replace(/^\$ /, '')
  // What a shell like bash quotes may hold anything; the command prompt knows no single quotes.
  const unquoted = trimmed.replace(/'[^']*'|\\[\s\S]/g, '')
  if (/\^\s*\r?\n|\^"/.test(unquoted)) {
    throw new SyntaxError(
      'This is written for the command prompt of Windows. Copy it as cURL (bash).',
    )
  }
  const words = shellWords(trimmed)
  if (!/(^|\/)curl(\.exe)?$/.test(words[0] ?? '')) {
    throw new SyntaxError('This does not begin with curl.')
  }
  const reading = read(words.slice(1))
  if (reading.url === undefined) throw new SyntaxError('The command names no address.')
  return toForm(reading, reading.url)
}

function read(words: readonly string[]): Reading {
  const reading: Reading = { headers: [], data: [], isGet: false, isJson: false, notes: [] }
  for (let at = 0; at < words.length; at++) {
    const { option, joined } = split(words[at] ?? '')
    const value = () => joined ?? words[++at] ?? ''
    if (option === undefined) takeUrl(reading, words[at] ?? '')
    else if (option in meant) take(reading, option, value())
    else if (option in headerOf) addHeader(reading, headerOf[option] ?? '', value())
    else if (option === '-u' || option === '--user') addBasic(reading, value())
    else if (option === '--oauth2-bearer') addHeader(reading, 'Authorization', `Bearer ${value()}`)
    else if (option === '-I' || option === '--head') reading.method ??= 'HEAD'
    else if (option === '-G' || option === '--get') reading.isGet = true
    else if (option === '--compressed') addHeader(reading, 'Accept-Encoding', 'gzip, deflate, br')
    else if (withValue.has(option)) reading.notes.push(`${option} ${value()} was left out.`)
    else if (!isHarmless(option)) reading.notes.push(`${option} is not known and was left out.`)
  }
  return reading
}

/** `-XPOST`, `-H'a: b'` and `--url=...` have their value with them. */
function split(word: string): { option?: string; joined?: string } {
  if (!word.startsWith('-') || word === '-') return {}
  if (word.startsWith('--')) {
    const at = word.indexOf('=')
    return at < 0 ? { option: word } : { option: word.slice(0, at), joined: word.slice(at + 1) }
  }
  const short = word.slice(0, 2)
  const takes = short in meant || short in headerOf || withValue.has(short)
  return takes && word.length > 2 ? { option: short, joined: word.slice(2) } : { option: word }
}

/** Short ones may be written together: `-sSL`. */
function isHarmless(option: string): boolean {
  if (harmless.has(option)) return true
  if (option.startsWith('--')) return false
  return [...option.slice(1)].every((sign) => harmless.has(`-${sign}`))
}

function take(reading: Reading, option: string, value: string): void {
  const what = meant[option]
  if (what === 'method') reading.method = value.toUpperCase()
  else if (what === 'url') takeUrl(reading, value)
  else if (what === 'part') {
    reading.notes.push(`The part "${value}" of a multipart form was left out.`)
  } else if (what === 'header') {
    const at = value.search(/[:;]/)
    if (at > 0) addHeader(reading, value.slice(0, at).trim(), value.slice(at + 1).trim())
  } else if (value.startsWith('@') && option !== '--data-raw') {
    reading.notes.push(`The file ${value.slice(1)} was not read. Choose it as the body.`)
  } else {
    if (option === '--json') reading.isJson = true
    reading.data.push(option === '--data-urlencode' ? encodedPair(value) : value)
  }
}

/** `name=a b` -> `name=a%20b`; without a name, all of it. */
function encodedPair(value: string): string {
  const at = value.indexOf('=')
  if (at < 0) return encodeURIComponent(value)
  return `${value.slice(0, at)}${at === 0 ? '' : '='}${encodeURIComponent(value.slice(at + 1))}`
}

function takeUrl(reading: Reading, url: string): void {
  if (reading.url === undefined) reading.url = url
  else reading.notes.push(`A further address, ${url}, was left out.`)
}

function addHeader({ headers }: Reading, name: string, value: string): void {
  headers.push({ name, value })
}

function addBasic(reading: Reading, user: string): void {
  const bytes = new TextEncoder().encode(user)
  addHeader(reading, 'Authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`)
}

function toForm(reading: Reading, address: string): FromCurl {
  const { data, isGet, isJson, notes } = reading
  const url = urlOf(address)
  const query = [...url.searchParams].map(([name, value]) => ({ name, value }))
  if (isGet) {
    for (const [name, value] of new URLSearchParams(data.join('&'))) query.push({ name, value })
  }
  const text = isGet ? '' : data.join(isJson ? '' : '&')
  const hasBody = text !== ''
  const typed = reading.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
  // What curl says of data when nobody says anything else.
  const usual = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  const format = hasBody ? formatOf(typed ?? usual) : 'none'
  // The format says the same; a type that it does not say stays.
  const isSaid = /^(application\/(json|xml|x-www-form-urlencoded)|text\/csv)$/i.test(typed ?? '')
  const headers = reading.headers.filter(
    ({ name }) => !(/^content-type$/i.test(name) && hasBody && isSaid) && !/^host$/i.test(name),
  )
  return {
    values: {
      method: reading.method ?? (hasBody ? 'POST' : 'GET'),
      path: url.pathname,
      params: [],
      query,
      headers,
    },
    format,
    text,
    origin: url.origin,
    notes,
  }
}

function urlOf(address: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`
  if (!URL.canParse(whole)) throw new SyntaxError(`${address} is no address.`)
  return new URL(whole)
}
