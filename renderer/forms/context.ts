/** What the fields of a form need to know of where they stand. */
import { createContext, useContext } from 'react'
import type { PreviewRequest } from '../../runtime/model/control.ts'

export interface FormPlace {
  /** Of the object, for the names of its secrets: `my.ftp`. */
  name: string
  /** The message that expressions are tried on; undefined: there is none, and no preview. */
  message: PreviewRequest['message'] | undefined
  /** Its secrets may stand in a Vault of the project. */
  mayBeInVault?: boolean
}

export const FormContext = createContext<FormPlace>({ name: '', message: undefined })

export function useFormPlace(): FormPlace {
  return useContext(FormContext)
}
