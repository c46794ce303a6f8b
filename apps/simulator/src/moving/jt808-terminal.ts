import { connect, type Socket } from 'node:net'
import {
  type Answer,
  authenticateBody,
  batchBody,
  decodeFrames,
  encodeFrame,
  ids,
  locationBody,
  mostInBatch,
  registerBody,
} from './jt808-frames.ts'
import type { Fix } from './receiver.ts'

/** A vehicle terminal that has registered and authenticated (JT/T 808-2019). */
export interface Terminal {
  readonly isOpen: boolean
  /** Resolves when the platform has taken it in. */
  report(fix: Fix): Promise<void>
  reportPast(fixes: readonly Fix[]): Promise<void>
  close(): void
}

const answerWithinMs = 20_000

export async function openTerminal(host: string, port: number, terminal: string): Promise<Terminal> {
  const socket = await open(host, port)
  const waiting = new Map<number, (answer: Answer) => void>()
  let serial = 0
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const read = decodeFrames(Buffer.concat([rest, chunk]))
    rest = read.rest
    for (const answer of read.answers) {
      const isAnswer = answer.id === ids.answer || answer.id === ids.registerAnswer
      if (isAnswer) waiting.get(answer.body.readUInt16BE(0))?.(answer)
      else socket.write(encodeFrame(ids.terminalAnswer, terminal, next(), answerTo(answer)))
    }
  })
  socket.on('error', () => socket.destroy())
  const next = () => {
    serial = (serial + 1) & 0xffff
    return serial
  }
  const ask = (id: number, body: Buffer) =>
    new Promise<Answer>((done, failed) => {
      const own = next()
      const settle = (act: () => void) => {
        clearTimeout(timer)
        socket.removeListener('close', closed)
        waiting.delete(own)
        act()
      }
      const closed = () => settle(() => failed(new Error('the platform closed the connection')))
      const timer = setTimeout(
        () => settle(() => failed(new Error('no answer from the platform'))),
        answerWithinMs,
      )
      waiting.set(own, (answer) => settle(() => done(answer)))
      socket.once('close', closed)
      socket.write(encodeFrame(id, terminal, own, body))
    })
  const registered = await ask(ids.register, registerBody(terminal))
  if (registered.body[2] !== 0) throw new Error(`terminal ${terminal} was not registered`)
  const code = registered.body.subarray(3).toString('latin1')
  await ask(ids.authenticate, authenticateBody(code))
  return {
    get isOpen() {
      return socket.writable
    },
    report: async (fix) => {
      await ask(ids.location, locationBody(fix))
    },
    reportPast: async (fixes) => {
      for (let at = 0; at < fixes.length; at += mostInBatch)
        await ask(ids.locationBatch, batchBody(fixes.slice(at, at + mostInBatch)))
    },
    close: () => socket.destroy(),
  }
}

/** The terminal’s general answer (8.1) to whatever it is told: done. */
function answerTo({ id, serial }: Answer): Buffer {
  const body = Buffer.alloc(5)
  body.writeUInt16BE(serial, 0)
  body.writeUInt16BE(id, 2)
  return body
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port }, () => {
      socket.removeListener('error', failed)
      done(socket)
    })
    socket.once('error', failed)
  })
}
