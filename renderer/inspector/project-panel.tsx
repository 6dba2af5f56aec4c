import { Settings2 } from 'lucide-react'
import { useProject } from '../store/project.ts'
import { Head } from './head.tsx'
import { ProjectSection } from './project-section.tsx'

/** The project as a whole, with no flow around it. */
export function ProjectPanel() {
  const name = useProject(({ project }) => project.settings.name)
  return (
    <>
      <Head hue="" icon={<Settings2 size={16} />} title={name} kind="Project settings" />
      <div className="inspector-body">
        <ProjectSection />
      </div>
    </>
  )
}
