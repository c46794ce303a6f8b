import { parentPort, workerData } from 'node:worker_threads'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  shouldInterruptAfterDeadline,
} from 'quickjs-emscripten-core'
import type { ProgramAnswer, ProgramJob } from './program-room.ts'

/** What programs may use beside the language itself: no file and no network is there to be called. */
const library = `"use strict";
const stat = Object.freeze({
  band: (x, width) => Math.floor(x / width) * width,
  years: (from, to) => {
    const [a, b] = [String(from), String(to)];
    return Number(b.slice(0, 4)) - Number(a.slice(0, 4)) - (b.slice(5, 10) < a.slice(5, 10) ? 1 : 0);
  },
});`

/** Asks the program of every row which cell it is in and what it counts for; what is made of that is counted outside. */
const driver = `JSON.stringify(JSON.parse(rowsText).map((row) => [
  cell(row),
  typeof values === 'function' ? values(row) : {},
]))`

const mostPrinted = 100

/** Runs the program over each part in an engine of its own, so that nothing is carried from one to the next. */
async function run({ parts, timeoutMs, ...job }: ProgramJob): Promise<ProgramAnswer> {
  const until = Date.now() + timeoutMs
  const printed: string[] = []
  const answers: string[] = []
  for (const rows of parts) {
    // The first part is all rows; what is printed of the others has been seen.
    const answer = await runPart({ ...job, rows, until }, answers.length === 0 ? printed : [])
    if (typeof answer !== 'string') return { printed, ...answer }
    answers.push(answer)
  }
  return { printed, answers }
}

type Part = Pick<ProgramJob, 'code' | 'memoryBytes'> & { rows: string; until: number }

async function runPart(
  { code, rows, memoryBytes, until }: Part,
  printed: string[],
): Promise<string | ReturnType<typeof failureOf>> {
  const engine = await newQuickJSWASMModuleFromVariant(variant)
  const runtime = engine.newRuntime()
  runtime.setMemoryLimit(memoryBytes)
  runtime.setMaxStackSize(512 * 1024)
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(until))
  const context = runtime.newContext()
  const print = context.newFunction('print', (...args) => {
    if (printed.length < mostPrinted) printed.push(args.map((one) => textOf(context.dump(one))).join(' '))
  })
  context.setProp(context.global, 'print', print)
  print.dispose()
  const text = context.newString(rows)
  context.setProp(context.global, 'rowsText', text)
  text.dispose()
  let answer = '[]'
  for (const [name, part] of [
    ['library.js', library],
    ['program.js', code],
    ['room.js', driver],
  ] as const) {
    const result = context.evalCode(part, name)
    if (result.error) return failureOf(context.dump(result.error))
    answer = answerOf(context, result.value)
  }
  return answer
}

function answerOf(context: QuickJSContext, value: Parameters<QuickJSContext['dump']>[0]): string {
  const found: unknown = context.dump(value)
  value.dispose()
  return typeof found === 'string' ? found : '[]'
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}

function failureOf(error: unknown): Pick<ProgramAnswer, 'failure' | 'detail'> {
  const { name = '', message = '', stack = '' } = (error ?? {}) as Record<string, string | undefined>
  const detail = `${name}: ${message} ${stack.split('\n')[0]?.trim() ?? ''}`.trim()
  if (name === 'InternalError' && message === 'interrupted') return { failure: 'time', detail }
  if (name === 'InternalError' && message === 'out of memory') return { failure: 'memory', detail }
  return { failure: 'error', detail }
}

parentPort?.postMessage(await run(workerData as ProgramJob))
