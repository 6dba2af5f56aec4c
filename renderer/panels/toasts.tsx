import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { closeToast, useToasts } from '../store/toasts.ts'

const icons = { error: CircleAlert, done: CircleCheck, info: Info } as const
const tones = { error: 'tone-err', done: 'tone-ok', info: '' } as const

export function Toasts() {
  const toasts = useToasts()
  return (
    <div className="toasts" aria-live="polite">
      {toasts.map(({ id, kind, title, text, action }) => {
        const Icon = icons[kind]
        return (
          <div key={id} className={`toast ${tones[kind]}`}>
            <Icon size={15} aria-hidden="true" />
            <div className="grow">
              <b>{title}</b>
              {text && <p className="selectable">{text}</p>}
              {action && (
                <button
                  type="button"
                  className="btn small"
                  onClick={() => {
                    closeToast(id)
                    action.run()
                  }}
                >
                  {action.label}
                </button>
              )}
            </div>
            <button
              type="button"
              className="btn small icon ghost"
              aria-label="Close"
              onClick={() => closeToast(id)}
            >
              <X size={13} />
            </button>
          </div>
        )
      })}
    </div>
  )
}
