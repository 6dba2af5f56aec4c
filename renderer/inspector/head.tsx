import type { ReactNode } from 'react'
import type { NodeKind } from '../../runtime/model/flow.ts'

export function Head({
  hue,
  icon,
  title,
  kind,
  children,
}: {
  hue: NodeKind | 'shared' | ''
  icon: ReactNode
  title: string
  /** `Service · my.billing`. */
  kind: string
  children?: ReactNode
}) {
  return (
    <header className={`inspector-head ${hue ? `role-${hue}` : ''}`}>
      <span className={`ic large ${hue ? '' : 'plain'}`} aria-hidden="true">
        {icon}
      </span>
      <div className="grow">
        <b className="cut" title={title}>
          {title}
        </b>
        <div className="muted cut">{kind}</div>
      </div>
      {children}
    </header>
  )
}
