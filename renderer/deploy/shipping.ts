/** One sending of the project to a server, as the dialog shows it: compared first, then switched, or gone back. */
import { createStore } from 'zustand/vanilla'
import type { FailureData } from '../../runtime/model/failure.ts'
import type { Destination, ServerState, Shipped, Switch } from '../../runtime/model/shipping.ts'
import { desktop } from '../desktop.ts'
import { control } from '../store/control.ts'
import { ensureDeployed } from '../store/deploy.ts'
import { failureOf } from '../store/failure.ts'
import { tokenSecret } from './destination.ts'

export interface Ship {
  /** What is under way; undefined: it is our turn. */
  doing: 'comparing' | 'switching' | 'goingBack' | undefined
  server: ServerState | undefined
  shipped: Shipped | undefined
  /** What came of it. */
  done: (Switch & { isBack: boolean }) | undefined
  failure: FailureData | undefined
}

const nothing: Ship = {
  doing: undefined,
  server: undefined,
  shipped: undefined,
  done: undefined,
  failure: undefined,
}

export const shipStore = createStore<Ship>(() => nothing)

export function forgetShip(): void {
  if (shipStore.getState().doing === undefined) shipStore.setState(nothing)
}

/** What runs there, when that can be told without asking anybody anything. */
export async function lookAt(to: Destination): Promise<void> {
  try {
    const server = await control().serverState(to)
    if (shipStore.getState().doing === undefined) shipStore.setState({ server })
  } catch {
    // Whoever compares is told why; this was only a glance.
  }
}

/** @param token Left out: the one that is kept. */
export async function compare(to: Destination, token: string | undefined): Promise<void> {
  await doing('comparing', { ...nothing }, async () => {
    if (token) await desktop().setSecret(tokenSecret, token)
    await ensureDeployed()
    const shipped = await onceTold(token, () => control().ship(to))
    const server = await control().serverState(to)
    shipStore.setState({ shipped, server })
  })
}

export async function switchOver(to: Destination, release: string): Promise<void> {
  await doing('switching', {}, async () => {
    const done = await control().switchServer(to, release)
    const server = await control().serverState(to)
    shipStore.setState({ done: { ...done, isBack: false }, server })
  })
}

export async function goBack(to: Destination): Promise<void> {
  await doing('goingBack', {}, async () => {
    const done = await control().rollBackServer(to)
    const server = await control().serverState(to)
    shipStore.setState({ done: { ...done, isBack: true }, server, shipped: undefined })
  })
}

async function doing(what: Ship['doing'], from: Partial<Ship>, work: () => Promise<void>) {
  if (shipStore.getState().doing !== undefined) return
  shipStore.setState({ ...from, doing: what, failure: undefined, done: undefined })
  try {
    await work()
  } catch (thrown) {
    shipStore.setState({ failure: failureOf(thrown) })
  } finally {
    shipStore.setState({ doing: undefined })
  }
}

const tries = 40
const pause = 50

/** A token that was just typed goes to the runtime by another way than we ask, and may be behind. */
async function onceTold<T>(token: string | undefined, work: () => Promise<T>): Promise<T> {
  for (let left = token ? tries : 0; left > 0; left--) {
    try {
      return await work()
    } catch (thrown) {
      const { code } = failureOf(thrown)
      if (code !== 'SECRET_MISSING' && code !== 'OUTGOING_LOGIN_FAILED') throw thrown
      // The old one may be there still, and wrong: once more, but not so often that the server shuts us out.
      if (code === 'OUTGOING_LOGIN_FAILED') left = Math.min(left, 2)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return work()
}
