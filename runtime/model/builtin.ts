/** The services that every project has. Ordinary ones: they can be linked to and invoked, and cannot be defined anew. */
export const builtinServices = [
  'patchbay.echo',
  'patchbay.input-logger',
  'patchbay.ping',
  'patchbay.scheduler.job.create',
  'patchbay.scheduler.job.delete',
  'patchbay.scheduler.job.edit',
  'patchbay.scheduler.job.execute',
  'patchbay.scheduler.job.get-by-id',
  'patchbay.scheduler.job.get-by-name',
  'patchbay.scheduler.job.get-history',
  'patchbay.scheduler.job.get-list',
  'patchbay.scheduler.job.get-next',
  'patchbay.scheduler.job.set-active-status',
] as const

/** Names that begin so belong to Patchbay. */
export const builtinPrefix = 'patchbay.'
