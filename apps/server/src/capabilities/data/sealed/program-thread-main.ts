import { parentPort, workerData } from 'node:worker_threads'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  shouldInterruptAfterDeadline,
} from 'quickjs-emscripten-core'
import type { ProgramAnswer, ProgramJob } from './program-room.ts'

/** What programs may use beside the language itself: no file, no network, no clock of ours is there to be called. */
const library = `"use strict";
const stat = Object.freeze({
  mean: (xs) => xs.reduce((a, b) => a + b, 0) / xs.length,
  quantile: (xs, q) => {
    const sorted = [...xs].sort((a, b) => a - b);
    const at = (sorted.length - 1) * q;
    const low = Math.floor(at);
    return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
  },
  linear: (xs, ys) => {
    const mx = stat.mean(xs), my = stat.mean(ys);
    let xy = 0, xx = 0;
    xs.forEach((x, i) => { xy += (x - mx) * (ys[i] - my); xx += (x - mx) ** 2; });
    const slope = xx === 0 ? 0 : xy / xx;
    return { slope, intercept: my - slope * mx };
  },
  kmeans: (points, k, rounds = 20) => {
    let centres = Array.from({ length: k }, (_, i) => [...points[Math.floor((i * points.length) / k)]]);
    const far = (a, b) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);
    const nearest = (p) => centres.reduce((best, c, i) => (far(p, c) < far(p, centres[best]) ? i : best), 0);
    for (let round = 0; round < rounds; round++) {
      const sums = centres.map((c) => ({ n: 0, sum: c.map(() => 0) }));
      for (const p of points) { const s = sums[nearest(p)]; s.n++; p.forEach((x, i) => { s.sum[i] += x; }); }
      centres = centres.map((c, i) => (sums[i].n ? sums[i].sum.map((x) => x / sums[i].n) : c));
    }
    return { centres, nearest };
  },
});`

/** Asks the program of every row which cell it is in and what it counts for; what is made of that is counted outside. */
const driver = `(() => {
  const rows = JSON.parse(rowsText);
  const state = typeof prepare === 'function' ? prepare(rows) : undefined;
  return JSON.stringify(rows.map((row) => [
    cell(row, state),
    typeof values === 'function' ? values(row, state) : {},
  ]));
})()`

const mostPrinted = 100

async function run({ code, rows, memoryBytes, timeoutMs }: ProgramJob): Promise<ProgramAnswer> {
  const engine = await newQuickJSWASMModuleFromVariant(variant)
  const runtime = engine.newRuntime()
  runtime.setMemoryLimit(memoryBytes)
  runtime.setMaxStackSize(512 * 1024)
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + timeoutMs))
  const context = runtime.newContext()
  const printed: string[] = []
  const print = context.newFunction('print', (...args) => {
    if (printed.length < mostPrinted) printed.push(args.map((one) => textOf(context.dump(one))).join(' '))
  })
  context.setProp(context.global, 'print', print)
  print.dispose()
  const text = context.newString(rows)
  context.setProp(context.global, 'rowsText', text)
  text.dispose()
  let answer: string | undefined
  for (const [name, part] of [
    ['library.js', library],
    ['program.js', code],
    ['room.js', driver],
  ] as const) {
    const result = context.evalCode(part, name)
    if (result.error) return { printed, ...failureOf(context.dump(result.error)) }
    answer = answerOf(context, result.value)
  }
  return { printed, answer: answer ?? '[]' }
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
