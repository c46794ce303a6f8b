import type { RobotStep } from '@civitas/contract'
import type { BrowserContext, Locator, Page, Response } from 'playwright-core'
import { Problem } from '../../../../kernel/problem.ts'
import { openRobotBrowser } from './browser.ts'
import { type Gate, openGate } from './gate.ts'
import { filled, upToSubmit, type Words } from './rules.ts'

/** A step as it went. */
export interface Walked {
  step: RobotStep
  state: 'done' | 'failed' | 'left'
  value: string
  message: string
  address: string
  time: Date
  before: Buffer | null
  after: Buffer | null
}

export interface Walk {
  steps: Walked[]
  read: Record<string, unknown>
  submitted: boolean
  /** Why it stopped; null when every step was done. */
  problem: Problem | null
}

export interface WalkRequest {
  steps: readonly RobotStep[]
  words: Words
  origins: ReadonlySet<string>
  /** Names the robot to the other system. */
  userAgent: string
  /** Asked right before each submission; null only rehearses and stops there. */
  beforeSubmit: (() => Promise<void>) | null
  now: () => Date
}

const fieldWaitMs = 5_000
const pageWaitMs = 20_000

/**
 * Goes through the steps in a browser of its own. Before the first field of a page is touched, every field and button up to
 * the next submission must be there, once and ready; and until that submission the page may only read. So a page that has
 * changed is left as it was found.
 */
export async function walkPages(request: WalkRequest): Promise<Walk> {
  const walk: Walk = { steps: [], read: {}, submitted: false, problem: null }
  const gate = await openGate(request.origins)
  try {
    const browser = await openRobotBrowser(gate.port)
    try {
      const context = await browser.newContext({
        ...{ viewport: { width: 1280, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' },
        ...{ userAgent: request.userAgent, serviceWorkers: 'block', acceptDownloads: false },
      })
      await new Walker(request, walk, gate, context).run()
    } finally {
      await browser.close()
    }
  } catch (error) {
    walk.problem = error instanceof Problem ? error : stopped('page-failed', firstLine(error))
  } finally {
    await gate.close()
  }
  for (const step of request.steps.slice(walk.steps.length)) walk.steps.push(left(step, request.now()))
  return walk
}

class Walker {
  readonly request: WalkRequest
  readonly walk: Walk
  readonly gate: Gate
  readonly context: BrowserContext
  private submitting = false
  private picture: Buffer | null = null
  private answer: Response | null = null

  constructor(request: WalkRequest, walk: Walk, gate: Gate, context: BrowserContext) {
    this.request = request
    this.walk = walk
    this.gate = gate
    this.context = context
  }

  async run(): Promise<void> {
    await this.context.route('**/*', (route) => {
      const reads = ['GET', 'HEAD', 'OPTIONS'].includes(route.request().method())
      return reads || this.submitting ? route.continue() : route.abort('blockedbyclient')
    })
    const page = await this.context.newPage()
    page.setDefaultTimeout(fieldWaitMs)
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame())
        this.answer = response
    })
    const { steps } = this.request
    for (const [index, step] of steps.entries()) {
      this.submitting = false
      const entered = index === 0 || ['open', 'submit'].includes(steps[index - 1]?.act ?? '')
      if (step.act === 'submit' && !this.request.beforeSubmit) return
      await this.one(page, step, async () => {
        if (entered && step.act !== 'open') await this.requireAll(page, index)
      })
    }
  }

  /** Does a step and keeps what the page looked like before and after it, also when it fails. */
  private async one(page: Page, step: RobotStep, prepare: () => Promise<void>): Promise<void> {
    const words = { ...this.request.words, ...this.readWords() }
    const value = filled(step.value ?? '', words, step.act === 'open')
    const walked: Walked = {
      ...{ step, value, state: 'done', message: '', address: '', time: this.request.now() },
      ...{ before: this.picture, after: null },
    }
    try {
      await prepare()
      walked.message = await this.act(page, step, value)
    } catch (error) {
      const problem = error instanceof Problem ? error : stopped('step-failed', firstLine(error))
      this.walk.problem = problem
      Object.assign(walked, { state: 'failed', message: problem.message })
      throw problem
    } finally {
      walked.address = page.url()
      walked.after = await page.screenshot({ type: 'jpeg', quality: 60 }).catch(() => null)
      this.picture = walked.after
      this.walk.steps.push(walked)
    }
  }

  private readWords(): Words {
    const entries = Object.entries(this.walk.read).filter((one) => typeof one[1] === 'string')
    return Object.fromEntries(entries.map(([name, value]) => [`read.${name}`, String(value)]))
  }

  private async requireAll(page: Page, from: number): Promise<void> {
    const missing: string[] = []
    for (const step of upToSubmit(this.request.steps, from)) {
      const found = step.target ? this.find(page, step) : null
      if (!found) continue
      const fault = await faultOf(found, step.act)
      if (fault) missing.push(`“${step.target}”${fault}`)
    }
    if (missing.length > 0)
      throw stopped('page-changed', `网页与步骤不符：${missing.join('、')}；没有填写，没有提交。`)
  }

  private find(page: Page, { act, target = '' }: RobotStep): Locator {
    if (target.startsWith('css=')) return page.locator(target)
    if (act === 'submit') {
      const exact = { name: target, exact: true }
      return page.getByRole('button', exact).or(page.getByRole('link', exact))
    }
    const exact = { name: target, exact: true }
    // A label around a list takes in the words of its choices; its accessible name does not.
    const field = page.getByLabel(target, { exact: true }).or(page.getByRole('combobox', exact))
    return act === 'read' ? field.or(page.getByRole('table', exact)) : field
  }

  private async act(page: Page, step: RobotStep, value: string): Promise<string> {
    switch (step.act) {
      case 'open':
        return this.open(page, value)
      case 'see':
        await page
          .getByText(value)
          .first()
          .waitFor({ state: 'visible' })
          .catch(() => {
            throw stopped('words-missing', `网页上没有“${value}”`)
          })
        return ''
      case 'wait':
        await page.waitForTimeout(Number(value) * 1_000)
        return ''
      case 'submit':
        return this.submit(page, step)
      case 'read': {
        const read = await readFrom(this.find(page, step))
        this.walk.read[step.as ?? ''] = read
        return typeof read === 'string' ? read : `${read.length} 行`
      }
      case 'fill':
        await this.find(page, step).fill(value)
        return ''
      case 'choose':
        await this.find(page, step).selectOption({ label: value })
        return ''
      case 'tick':
        await this.find(page, step).check()
        return ''
    }
  }

  private async open(page: Page, address: string): Promise<string> {
    const refusedBefore = this.gate.refused.length
    const answer = await page
      .goto(address, { waitUntil: 'load', timeout: pageWaitMs })
      .catch((error: Error) => firstLine(error))
    const status = typeof answer === 'string' ? 403 : (answer?.status() ?? 200)
    if (this.gate.refused.length > refusedBefore && status === 403)
      throw stopped('address-refused', `地址不在准许之内：${this.gate.refused.at(-1)}`)
    if (status >= 400)
      throw stopped('not-opened', `网页打不开：${typeof answer === 'string' ? answer : status}`)
    return ''
  }

  private async submit(page: Page, step: RobotStep): Promise<string> {
    await this.request.beforeSubmit?.()
    this.answer = null
    this.submitting = true
    this.walk.submitted = true
    await this.find(page, step).click()
    await page.waitForLoadState('load', { timeout: pageWaitMs })
    await page.waitForLoadState('networkidle', { timeout: fieldWaitMs }).catch(() => undefined)
    const status = (this.answer as Response | null)?.status() ?? 200
    if (status >= 400) throw stopped('submit-refused', `提交后网页答复 ${status}`)
    return ''
  }
}

/** What is wrong with a field or button: absent, more than one, or not to be used. */
async function faultOf(found: Locator, act: RobotStep['act']): Promise<string | null> {
  await found
    .first()
    .waitFor({ state: 'visible', timeout: fieldWaitMs })
    .catch(() => undefined)
  const count = await found.count()
  if (count === 0) return '不存在'
  if (count > 1) return `有 ${count} 处`
  if (!(await found.isVisible())) return '不可见'
  if (act === 'read') return null
  return (await found.isEnabled()) ? null : '不可用'
}

/** The value of a field, the rows of a table, or the words of anything else. */
async function readFrom(found: Locator): Promise<string | string[][]> {
  const tag = await found.evaluate((element) => element.tagName.toLowerCase())
  if (['input', 'textarea', 'select'].includes(tag)) return found.inputValue()
  if (tag !== 'table') return (await found.innerText()).trim()
  const rows = await found.locator('tr').all()
  return Promise.all(rows.slice(0, 500).map((row) => row.locator('th, td').allInnerTexts()))
}

function left(step: RobotStep, time: Date): Walked {
  const nothing = { message: '未执行', address: '', before: null, after: null }
  return { step, state: 'left', value: step.value ?? '', time, ...nothing }
}

function stopped(code: string, message: string): Problem {
  return new Problem('conflict', code, message)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? ''
}
