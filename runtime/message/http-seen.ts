/** A request as a channel saw it. Its path and query are taken apart when somebody asks for them. */
import { gather } from './body/form.ts'
import type { HttpRequest } from './exchange.ts'

/** What all of it follows from. As a record that is written over it lets thousands be kept without an object for each. */
export interface HttpParts {
  method: string
  /** As asked for, with the query. */
  url: string
  pattern: string
  params: HttpRequest['params']
  remoteAddress: string
}

export class HttpSeen implements HttpRequest {
  readonly method: string
  readonly pattern: string
  readonly params: HttpRequest['params']
  readonly remoteAddress: string
  readonly #url: string
  #query: HttpRequest['query'] | undefined

  constructor({ method, url, pattern, params, remoteAddress }: HttpParts) {
    this.method = method
    this.pattern = pattern
    this.params = params
    this.remoteAddress = remoteAddress
    this.#url = url
  }

  get path(): string {
    const end = this.#url.search(/[?#]/)
    return end === -1 ? this.#url : this.#url.slice(0, end)
  }

  get query(): HttpRequest['query'] {
    if (!this.#query) {
      const begin = this.#url.indexOf('?')
      const query = begin === -1 ? '' : this.#url.slice(begin + 1).replace(/#.*$/s, '')
      this.#query = gather(new URLSearchParams(query))
    }
    return this.#query
  }
}
