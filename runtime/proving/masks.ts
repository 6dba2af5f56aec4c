/** What is not compared, but must be there and of the same type. Pure. */
import { type Path, pathOf } from '../model/pointer.ts'

export class Masks {
  readonly #paths: readonly Path[]

  constructor(pointers: readonly string[]) {
    this.#paths = pointers.map(pathOf)
  }

  has(path: Path): boolean {
    return this.#paths.some(
      (mask) => mask.length === path.length && mask.every((part, at) => fits(part, path[at])),
    )
  }
}

function fits(part: string, key: string | undefined): boolean {
  return part === '*' || part === key
}
