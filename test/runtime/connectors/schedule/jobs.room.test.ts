/** Jobs of a running project: channels, jobs made while it runs, and the services that manage both. */
import { describe, expect, it } from 'vitest'
import { invokeForAnswer } from '../../../../runtime/invoke.ts'
import { jobProject, type RunningJobs, runJobs } from '../../../support/jobs.ts'
import { waitFor } from '../../../support/wait-for.ts'

interface Kept {
  kept: { job: { name: string; isByHand: boolean; slot?: string }; payload: unknown }[]
}

const keptIn = (jobs: RunningJobs) => jobs.ask('kept') as Promise<Kept>
const untilKept = (jobs: RunningJobs, count: number) =>
  waitFor(
    () => keptIn(jobs),
    ({ kept }) => kept.length >= count,
  )
const statusOf = (jobs: RunningJobs) =>
  jobs.runtime.status().objects.find(({ at }) => at.name === 'Nightly')
const later = { kind: 'once', at: '2099-01-01T00:00' }

describe('a scheduler channel', () => {
  it('runs what it is linked to, with its extra data, and tells of the next run', async () => {
    const values = { seconds: 0.1, extra: '{"a":1}', dataFormat: 'json' }
    const jobs = await runJobs(jobProject(values))
    const { kept } = await untilKept(jobs, 3)
    expect(kept[0]).toMatchObject({ job: { name: 'Nightly', isByHand: false }, payload: { a: 1 } })
    const slots = kept.map(({ job }) => Date.parse(job.slot ?? ''))
    expect(slots.every((slot) => slot % 100 === 0)).toBe(true)
    expect(new Set(slots).size).toBe(slots.length)
    expect(statusOf(jobs)).toMatchObject({ state: 'ready', next: expect.any(Number) })
    const [exchange] = jobs.runtime.inspector.exchanges({ limit: 1, channel: 'Nightly' })
    expect(exchange?.outcome).toBe('done')
  })

  it('waits until it is linked, and says what of its plan is wrong', async () => {
    const project = jobProject({ minutes: 1 })
    const jobs = await runJobs({ ...project, flows: {} })
    expect(statusOf(jobs)).toMatchObject({
      state: 'incomplete',
      reason: { code: 'CHANNEL_NOT_LINKED' },
    })
    await jobs.runtime.deploy({ project: jobProject({}), revision: 2 })
    expect(statusOf(jobs)).toMatchObject({
      state: 'incomplete',
      reason: { code: 'JOB_PLAN_WRONG', message: expect.stringContaining('No interval') },
    })
    await jobs.runtime.deploy({ project: jobProject({ minutes: 5 }), revision: 3 })
    expect(statusOf(jobs)?.state).toBe('ready')
  })

  it('is off when it is done, with the reason', async () => {
    const at = new Date(Date.now() + 150).toISOString()
    const jobs = await runJobs(jobProject({ kind: 'once', at }))
    await untilKept(jobs, 1)
    const status = await waitFor(
      async () => statusOf(jobs),
      (one) => one?.state === 'off',
    )
    expect(status).toMatchObject({ reason: { code: 'JOB_DONE' }, figures: { runs: 1, failed: 0 } })
  })

  it('shows its next fifty runs and the last ones', async () => {
    const jobs = await runJobs(jobProject({ kind: 'cron', cron: '0 3 * * *' }))
    await jobs.api('execute', { name: 'Nightly', should_wait: true })
    const view = await jobs.runtime.channels?.look('Nightly', AbortSignal.timeout(1000))
    expect(view?.rows).toHaveLength(51)
    expect(view?.summary).toBe('0 3 * * *: 1 run, 0 failed, 0 missed.')
    expect(view?.rows.at(-1)?.cells).toEqual([
      expect.stringMatching(/Z$/),
      '',
      'ok',
      expect.stringMatching(/ ms$/),
      'by hand',
      expect.stringMatching(/^[0-9a-f]{24}$/),
    ])
  })

  it('remembers over a restart what it has run', async () => {
    const first = await runJobs(jobProject({ seconds: 0.1, maxRuns: 3 }))
    await untilKept(first, 3)
    await waitFor(
      async () => statusOf(first),
      (one) => one?.state === 'off',
    )
    await first.runtime.stop(500)
    const second = await runJobs(first.project, { folder: first.folder })
    expect(statusOf(second)).toMatchObject({ state: 'off', figures: { runs: 3 } })
    expect(await second.api('get-history', { name: 'Nightly' })).toMatchObject({
      total_count: 3,
      rows: [{ outcome: 'ok', run: 3 }, { run: 2 }, { run: 1 }],
    })
  })
})

describe('the services that manage jobs', () => {
  it('make a job that calls a service, again and again', async () => {
    const jobs = await runJobs(jobProject(undefined))
    const made = await jobs.api('create', {
      name: 'My Sample',
      service: 'keep',
      seconds: 0.1,
      extra: { area: 7 },
    })
    expect(made).toMatchObject({
      id: expect.stringMatching(/^job-/),
      name: 'My Sample',
      source: 'runtime',
      is_active: true,
      kind: 'interval',
      plan: 'every 0.1 s',
      service: 'keep',
      data_format: 'json',
    })
    const { kept } = await untilKept(jobs, 2)
    expect(kept[0]).toMatchObject({ job: { name: 'My Sample' }, payload: { area: 7 } })
    expect(await jobs.api('get-by-name', { name: 'My Sample' })).toMatchObject({ is_active: true })
  })

  it('list channels and made jobs alike, and find them by either name', async () => {
    const jobs = await runJobs(jobProject({ minutes: 5 }))
    const { id } = (await jobs.api('create', { name: 'B', service: 'fails', ...later })) as {
      id: string
    }
    expect(await jobs.api('get-list')).toMatchObject({
      total_count: 2,
      jobs: [
        { name: 'B', service: 'fails', source: 'runtime', kind: 'once' },
        { name: 'Nightly', service: 'keep', source: 'channel', kind: 'interval', minutes: 5 },
      ],
    })
    expect(await jobs.api('get-list', { query: 'night' })).toMatchObject({ total_count: 1 })
    expect(await jobs.api('get-by-id', { id })).toMatchObject({ name: 'B' })
    expect(await jobs.api('get-by-id', { id: 'Nightly' })).toMatchObject({ name: 'Nightly' })
  })

  it('refuse what makes no job, and say why', async () => {
    const jobs = await runJobs(jobProject({ minutes: 5 }))
    const create = (payload: object) =>
      jobs.failing('patchbay.scheduler.job.create', { name: 'X', service: 'keep', ...payload })
    expect(await create({ minutes: 5, name: 'Nightly' })).toBe('CONFLICT')
    expect(await create({ minutes: 5, service: 'nobody' })).toBe('UNPROCESSABLE')
    expect(await create({ kind: 'sometimes' })).toBe('JOB_PLAN_WRONG')
    expect(await create({})).toBe('JOB_PLAN_WRONG')
    expect(await create({ kind: 'cron', cron: 'every day' })).toBe('JOB_PLAN_WRONG')
    expect(await create({ kind: 'once', at: '2001-01-01' })).toBe('JOB_PLAN_WRONG')
    expect(await create({ minutes: 1, extra: '{', data_format: 'json' })).toBe('MESSAGE_NOT_JSON')
    expect(await create({ minutes: 'soon' })).toBe('INPUT_MALFORMED')
    expect(
      await create({ minutes: 5, should_ignore_existing: true, name: 'Nightly' }),
    ).toBeUndefined()
    expect(await jobs.failing('patchbay.scheduler.job.get-by-name', { name: 'No' })).toBe(
      'NOT_FOUND',
    )
    expect(await jobs.failing('patchbay.scheduler.job.delete', { name: 'Nightly' })).toBe(
      'CONFLICT',
    )
    expect(await jobs.failing('patchbay.scheduler.job.execute', {})).toBe('BAD_REQUEST')
    expect(await jobs.api('get-list')).toMatchObject({ total_count: 1 })
  })

  it('edit, rename and delete a made job for ever', async () => {
    const jobs = await runJobs(jobProject(undefined))
    const { id } = (await jobs.api('create', {
      name: 'A',
      service: 'keep',
      minutes: 5,
      end: '2099-01-01',
    })) as { id: string }
    await jobs.api('execute', { id, should_wait: true })
    const edited = await jobs.api('edit', { id, name: 'B', hours: 1, unset: ['end'] })
    expect(edited).toMatchObject({ id, name: 'B', plan: 'every 1 h', run_count: 1 })
    expect(edited).not.toHaveProperty('end')
    expect(edited).not.toHaveProperty('minutes')
    await jobs.api('delete', { id })
    expect(await jobs.api('get-list')).toEqual({ jobs: [], total_count: 0 })
    expect(await jobs.failing('patchbay.scheduler.job.get-history', { id })).toBe('NOT_FOUND')
  })

  it('change the plan of a channel until the channel itself is changed', async () => {
    const jobs = await runJobs(jobProject({ minutes: 5 }))
    expect(await jobs.api('edit', { name: 'Nightly', hours: 2 })).toMatchObject({
      plan: 'every 2 h',
      is_changed: true,
    })
    await jobs.runtime.stop(500)
    const again = await runJobs(jobs.project, { folder: jobs.folder })
    expect(await again.api('get-by-name', { name: 'Nightly' })).toMatchObject({ plan: 'every 2 h' })
    await again.runtime.deploy({ project: jobProject({ minutes: 7 }), revision: 2 })
    expect(await again.api('get-by-name', { name: 'Nightly' })).toMatchObject({
      plan: 'every 7 min',
      is_changed: false,
    })
  })

  it('switch a channel off and on, and one that is off in the project on', async () => {
    const jobs = await runJobs(jobProject({ seconds: 0.1, isActive: false }))
    expect(statusOf(jobs)?.state).toBe('off')
    const on = { name: 'Nightly', is_active: true }
    expect(await jobs.api('set-active-status', on)).toMatchObject({ is_active: true })
    await untilKept(jobs, 1)
    expect(statusOf(jobs)?.state).toBe('ready')
    expect(await jobs.api('set-active-status', { ...on, is_active: false })).toMatchObject({
      is_active: false,
    })
    expect(statusOf(jobs)?.state).toBe('off')
    const { kept } = await keptIn(jobs)
    expect(await jobs.api('get-history', { name: 'Nightly' })).toMatchObject({
      total_count: kept.length,
    })
  })

  it('make a done job active again only with something to come', async () => {
    const jobs = await runJobs(jobProject(undefined))
    const at = new Date(Date.now() + 100).toISOString()
    const { id } = (await jobs.api('create', {
      name: 'Once',
      service: 'keep',
      kind: 'once',
      at,
    })) as {
      id: string
    }
    await untilKept(jobs, 1)
    const done = await waitFor(
      () => jobs.api('get-by-id', { id }) as Promise<{ is_active: boolean }>,
      ({ is_active }) => !is_active,
    )
    expect(done).toMatchObject({ run_count: 1, reason: expect.stringContaining('is done') })
    const activate = { id, is_active: true }
    expect(await jobs.failing('patchbay.scheduler.job.set-active-status', activate)).toBe(
      'CONFLICT',
    )
    const next = new Date(Date.now() + 200).toISOString()
    expect(await jobs.api('edit', { id, at: next })).toMatchObject({ is_active: true })
    await untilKept(jobs, 2)
  })

  it('run a job by hand, active or not, and tell what became of it', async () => {
    const jobs = await runJobs(jobProject({ ...later, isActive: false }))
    expect(await jobs.api('execute', { name: 'Nightly', should_wait: true })).toMatchObject({
      outcome: 'ok',
      cid: expect.stringMatching(/^[0-9a-f]{24}$/),
    })
    expect((await keptIn(jobs)).kept).toMatchObject([{ job: { isByHand: true } }])
    await jobs.api('create', { name: 'Bad', service: 'fails', ...later })
    expect(await jobs.api('execute', { name: 'Bad', should_wait: true })).toMatchObject({
      outcome: 'failed',
      error: expect.stringContaining('no room'),
    })
    expect(await jobs.api('get-history', { name: 'Bad', outcomes: ['failed'] })).toMatchObject({
      total_count: 1,
    })
    expect(await jobs.api('get-history', { name: 'Bad', outcomes: ['ok'] })).toMatchObject({
      total_count: 0,
    })
    expect(await jobs.api('get-by-name', { name: 'Bad' })).toMatchObject({ is_active: true })
  })

  it('tell the runs ahead with the reasons for gaps', async () => {
    const cron = { kind: 'cron', cron: '30 2 * 3 *', zone: 'Europe/Berlin' }
    const jobs = await runJobs(jobProject(cron))
    const { runs } = (await jobs.api('get-next', { name: 'Nightly', limit: 40 })) as {
      runs: { local: string; note?: string }[]
    }
    expect(runs).toHaveLength(40)
    expect(runs.filter(({ note }) => note !== undefined)).toEqual([
      expect.objectContaining({
        local: expect.stringContaining('03:00:00'),
        note: expect.stringContaining('does not exist'),
      }),
    ])
  })

  it('are reached over a REST channel like any service', async () => {
    const project = jobProject({ minutes: 5 })
    const jobs = await runJobs({
      ...project,
      channels: {
        ...project.channels,
        Jobs: { name: 'Jobs', type: 'rest', isActive: true, path: '/jobs/{name}', method: 'GET' },
      },
      flows: {
        ...project.flows,
        api: {
          name: 'api',
          nodes: {
            in: { kind: 'channel', ref: 'Jobs' },
            do: { kind: 'service', ref: 'patchbay.scheduler.job.get-by-name' },
          },
          links: { l: { from: { node: 'in', port: 'out' }, to: { node: 'do', port: 'in' } } },
        },
      },
    })
    const address = jobs.runtime.status().objects.find(({ at }) => at.name === 'Jobs')?.address
    const ask = (name: string) => fetch(String(address).replace('{name}', name))
    expect(await (await ask('Nightly')).json()).toMatchObject({ plan: 'every 5 min' })
    expect((await ask('Nobody')).status).toBe(404)
  })
})

describe('this.schedule', () => {
  it('runs a service later, once, with what it is given', async () => {
    const jobs = await runJobs(jobProject(undefined))
    const plan = { after: 0.1, payload: { cust_id: 7 }, name: 'remind 7' }
    const scheduled = await jobs.ask('plans', plan)
    expect(scheduled).toMatchObject({ name: 'remind 7', id: expect.stringMatching(/^job-/) })
    const { kept } = await untilKept(jobs, 1)
    expect(kept).toMatchObject([{ job: { name: 'remind 7' }, payload: { cust_id: 7 } }])
  })

  it('is kept through a restart, and run late when its time passed meanwhile', async () => {
    const first = await runJobs(jobProject(undefined))
    const { at } = (await first.ask('plans', { after: 1, payload: 'text' })) as { at: string }
    await first.runtime.stop(500)
    await waitFor(
      async () => Date.now(),
      (now) => now > Date.parse(at),
    )
    const second = await runJobs(first.project, { folder: first.folder })
    const { kept } = await untilKept(second, 1)
    expect(kept).toMatchObject([{ payload: 'text' }])
  })

  it('refuses a service that is not there, and no time', async () => {
    const jobs = await runJobs(jobProject(undefined))
    expect(await jobs.failing('plans', { after: 1, service: 'nobody' })).toBe('UNPROCESSABLE')
    expect(await jobs.failing('plans', {})).toBe('JOB_PLAN_WRONG')
    expect(await jobs.failing('plans', { after: -5 })).toBe('JOB_PLAN_WRONG')
  })
})

describe('two processes on one folder', () => {
  it('run the jobs in one of them, and the other takes over', async () => {
    const first = await runJobs(jobProject({ seconds: 0.1 }))
    await untilKept(first, 1)
    const second = await runJobs(first.project, { folder: first.folder })
    expect(statusOf(second)).toMatchObject({
      state: 'failing',
      reason: { code: 'CHANNEL_BUSY', message: expect.stringContaining(`process ${process.pid}`) },
      nextTry: expect.any(Number),
    })
    expect(await second.api('get-list')).toMatchObject({ total_count: 1 })
    const { failure } = await invokeForAnswer(second.runtime, 'patchbay.scheduler.job.create', {
      name: 'X',
      service: 'keep',
      minutes: 1,
    })
    expect(failure?.code).toBe('CHANNEL_BUSY')
    await first.runtime.stop(500)
    await untilKept(second, 1)
    expect(statusOf(second)?.state).toBe('ready')
  })

  it('of which one is quiet begin nothing there, and leave no trace in a project without jobs', async () => {
    const quiet = await runJobs(jobProject({ seconds: 0.1 }), { isQuiet: true })
    expect(await quiet.api('get-list')).toMatchObject({
      jobs: [{ name: 'Nightly', is_active: true, next: expect.any(String) }],
    })
    expect((await keptIn(quiet)).kept).toEqual([])
  })
})
