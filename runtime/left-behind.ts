/** What an exported server was not given: systems that its project did not use when it was exported. */
import { Failure } from './model/failure.ts'

/** Loads what makes a type work. @throws Failure DEPLOY_REFUSED when its file is not there. */
export async function given<T>(type: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw thrown
    throw new Failure(
      'DEPLOY_REFUSED',
      `This server was exported without what makes "${type}" work. Export the project anew, or with --with ${type}.`,
      { cause: thrown },
    )
  }
}
