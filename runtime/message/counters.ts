/** All counters of a runtime, by what they count. They outlive deploys, so that a figure on the canvas never jumps back. */
import type { Place } from '../model/place.ts'
import type { Figures, LinkFigures, SettledAs } from '../model/trace.ts'
import { Figure } from './figure.ts'

interface Counted {
  at: Place
  figure: Figure
}

interface Link {
  flow: string
  link: string
  count: { total: number }
  seen: number
}

export class Counters {
  readonly #figures = new Map<string, Counted>()
  readonly #channels = new Map<string, Figure>()
  readonly #links = new Map<string, Link>()
  readonly #settlements = new Map<string, Map<SettledAs, number>>()

  of(at: Place): Figure {
    const key =
      at.node === undefined
        ? `${at.collection}/${at.name}`
        : `${at.collection}/${at.name}#${at.node}`
    let counted = this.#figures.get(key)
    if (!counted) {
      const { collection, name, node } = at
      counted = {
        at: node === undefined ? { collection, name } : { collection, name, node },
        figure: new Figure(),
      }
      this.#figures.set(key, counted)
    }
    return counted.figure
  }

  /** The same as `of`, without making a place and a key for every message. */
  ofChannel(name: string): Figure {
    let figure = this.#channels.get(name)
    if (!figure) {
      figure = this.of({ collection: 'channels', name })
      this.#channels.set(name, figure)
    }
    return figure
  }

  ofLink(flow: string, link: string): { total: number } {
    const key = `${flow}#${link}`
    const known = this.#links.get(key) ?? { flow, link, count: { total: 0 }, seen: 0 }
    this.#links.set(key, known)
    return known.count
  }

  /** A source was told what became of its message. */
  settled(channel: string, how: SettledAs): void {
    let counts = this.#settlements.get(channel)
    if (!counts) {
      counts = new Map()
      this.#settlements.set(channel, counts)
    }
    counts.set(how, (counts.get(how) ?? 0) + 1)
  }

  /** By channel, since the beginning. */
  get settlements(): ReadonlyMap<string, ReadonlyMap<SettledAs, number>> {
    return this.#settlements
  }

  /** All that was ever asked for, also what has counted nothing yet. */
  all(): Iterable<Readonly<Counted>> {
    return this.#figures.values()
  }

  /** What happened since the last call, `interval` milliseconds ago. Only what has ever counted something. */
  sample(interval: number): { nodes: Figures[]; links: LinkFigures[] } {
    const perSecond = 1000 / interval
    const nodes: Figures[] = []
    for (const { at, figure } of this.#figures.values()) {
      if (figure.total === 0 && figure.open === 0) continue
      const { total, failed, open } = figure
      const { count, ...times } = figure.interval()
      nodes.push({ at, total, failed, open, rate: count * perSecond, ...times })
    }
    const links: LinkFigures[] = []
    for (const link of this.#links.values()) {
      const { total } = link.count
      if (total === 0) continue
      links.push({ flow: link.flow, link: link.link, total, rate: (total - link.seen) * perSecond })
      link.seen = total
    }
    return { nodes, links }
  }
}
