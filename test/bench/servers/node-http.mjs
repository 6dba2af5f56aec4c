/** The floor: node:http and nothing else. */
import http from 'node:http'

const server = http.createServer((request, response) => {
  if (request.method === 'GET') {
    answer(response, { ok: true })
    return
  }
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => answer(response, JSON.parse(Buffer.concat(chunks).toString())))
})

function answer(response, value) {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

server.listen(Number(process.argv[2]), '127.0.0.1')
