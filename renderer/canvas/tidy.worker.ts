/** ELK's layout, off the window's thread: a flow of thousands takes seconds. It speaks the protocol of elkjs itself. */
import 'elkjs/lib/elk-worker.min.js'
