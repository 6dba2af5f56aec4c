/** Services that every project has: ordinary ones, under `patchbay.`, that can be linked to any channel. */
import { type LoadedService, loadedService } from '../loaded-service.ts'
import { Echo } from './echo.ts'
import { InputLogger } from './input-logger.ts'
import { Ping } from './ping.ts'
import { schedulerServices } from './scheduler-jobs.ts'

export const builtins: readonly LoadedService[] = [
  Ping,
  Echo,
  InputLogger,
  ...schedulerServices,
].map((Class) => loadedService(Class, 'patchbay'))
