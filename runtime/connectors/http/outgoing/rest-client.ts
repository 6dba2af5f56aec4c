/** What code gets from `this.outgoing.rest.get(name)`, bound to the exchange it works for. */
import type { Exchange } from '../../../message/exchange.ts'
import type { RestAnswer, RestClient, RestOptions, RestRequest } from '../../../services/clients.ts'
import { addQuery, fillPath } from './address.ts'
import { toBody } from './body.ts'
import { type Heard, makeCall } from './call.ts'
import type { Peer } from './peer.ts'
import type { RestSettings } from './settings.ts'

export class BoundRestClient implements RestClient {
  readonly name: string

  constructor(
    private readonly settings: RestSettings,
    private readonly peer: Peer,
    private readonly exchange: Exchange,
    private readonly heard: Heard,
    readonly ping: RestClient['ping'],
  ) {
    this.name = settings.name
  }

  get<T>(path?: string, options?: RestOptions): Promise<RestAnswer<T>> {
    return this.#call<T>('GET', path, undefined, options)
  }

  head(path?: string, options?: RestOptions): Promise<RestAnswer<undefined>> {
    return this.#call<undefined>('HEAD', path, undefined, options)
  }

  delete<T>(path?: string, options?: RestOptions): Promise<RestAnswer<T>> {
    return this.#call<T>('DELETE', path, undefined, options)
  }

  post<T>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>> {
    return this.#call<T>('POST', path, payload, options)
  }

  put<T>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>> {
    return this.#call<T>('PUT', path, payload, options)
  }

  patch<T>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>> {
    return this.#call<T>('PATCH', path, payload, options)
  }

  request<T>({ method, path, payload, ...options }: RestRequest): Promise<RestAnswer<T>> {
    return this.#call<T>((method ?? 'GET').toUpperCase(), path, payload, options)
  }

  async #call<T>(
    method: string,
    path = '',
    payload: unknown = undefined,
    options: RestOptions = {},
  ): Promise<RestAnswer<T>> {
    const { params, query, headers, format, timeout, retries, signal } = options
    const filled = fillPath(path, (name) => params?.[name])
    const answer = await makeCall(
      {
        method,
        path: addQuery(filled, query),
        headers,
        body: toBody(payload, format),
        timeout,
        retries,
        signal,
      },
      this.exchange,
      this.settings,
      this.peer,
      this.heard,
    )
    return answer as RestAnswer<T>
  }
}
