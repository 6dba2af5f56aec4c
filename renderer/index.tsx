/** The designer's entry: styles, stores, then the window. */
import './theme/all.css'
import { createRoot } from 'react-dom/client'
import { keepAnnouncing } from './announce.ts'
import { App } from './app.tsx'
import { keepCommands } from './commands/keep.ts'
import { keepRoom } from './panels/narrow.ts'
import { keepProving } from './proving/run.ts'
import { keepPanes } from './store/remember.ts'
import { start } from './store/start.ts'
import { keepTests } from './testing/keep.ts'
import { keepTheme } from './theme/keep.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

keepTheme()
keepPanes(window.localStorage)
keepRoom()
keepCommands()
keepTests(window.indexedDB)
keepProving()
keepAnnouncing()
createRoot(root).render(<App />)
await start()
