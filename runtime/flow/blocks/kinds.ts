/** Every block by its type; the compiler notices one that is missing. */
import type { BlockType } from '../../model/blocks.ts'
import type { MakeBlock } from './block.ts'
import { filter } from './filter.ts'
import { map } from './map.ts'
import { router } from './router.ts'
import { set } from './set.ts'

export const blockKinds: Readonly<Record<BlockType, MakeBlock>> = { router, filter, map, set }
