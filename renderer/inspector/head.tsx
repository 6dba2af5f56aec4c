import type { ReactNode } from 'react'
import type { NodeKind } from '../../runtime/model/flow.ts'

export function Head({
  role,
  icon,
  title,
  kind,
  children,
}: {
  role: NodeKind | ''
  icon: ReactNode
  title: string
  /** `Service · my.billing`. */
  kind: string
  children?: ReactNode
}) {
  return (
    <header className={`inspector-head ${role ? `role-${role}` : ''}`}>
      <span className={`ic large ${role ? '' : 'plain'}`} aria-hidden="true">
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
