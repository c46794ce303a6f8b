import Fastify from 'fastify'
import pg from 'pg'

/** The same query without anything around it: one route on fastify, one statement by key. Prints its port. */
const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 12 })
const fastify = Fastify({ logger: false })
fastify.get<{ Querystring: { key: string } }>('/row', async (request, reply) => {
  const { rows } = await pool.query('SELECT body FROM public.bench_row WHERE key = $1', [request.query.key])
  return reply.type('application/json').send(`{"items":[${rows.map((row) => row.body).join(',')}]}`)
})
await fastify.listen({ host: '127.0.0.1', port: 0 })
const address = fastify.server.address()
process.stdout.write(`${typeof address === 'object' && address ? address.port : ''}\n`)
