import { Play } from 'lucide-react'
import { testChannelNamed } from '../commands/test-channel.ts'
import { Tip } from '../ui/tip.tsx'

/** Opens the form that sends a message to the channel. */
export function TestButton({ channel }: { channel: string }) {
  return (
    <Tip words="Send it a message">
      <button type="button" className="btn small" onClick={() => testChannelNamed(channel)}>
        <Play size={12} />
        Test
      </button>
    </Tip>
  )
}
