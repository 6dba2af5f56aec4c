/** Renames and removes an object wherever it is named. What may be a name and what follows it is `model/names.ts`'s business. */
import { remove, rename } from '../../runtime/model/names.ts'
