import { acceptTask, completeTask, getCase, registerCase } from '@civitas/contract'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

describeJourney('我的门户', (journey) => {
  it('lists the tasks of cases, and one finished elsewhere is gone without a reload (PLT-078)', async () => {
    const { page, errors } = await journey.open('duty', '/console/my-desk', sizes.desk)
    const client = await signInAs(journey.url, 'duty')
    const todos = page.locator('section').filter({ has: page.getByRole('heading', { name: '全部待办' }) })
    const count = async () => Number(/(\d+) 项待办/.exec(await todos.innerText())?.[1] ?? Number.NaN)
    await see(todos.getByText(/项待办/))
    const before = await count()
    const title = `护栏松动 ${Date.now().toString(36)}`
    const made = await client.call(registerCase, {
      body: { type: 'urban-management.urban-case', title, position: [118.905, 33.405] },
    })
    const line = todos.getByText(`核实信息：${title}`)
    await see(line, 60_000)
    await expect.poll(count).toBe(before + 1)
    const { tasks } = await client.call(getCase, { params: { id: made.id } })
    const params = { id: tasks[0]?.id as string }
    await client.call(acceptTask, { params })
    await see(todos.getByText('我的任务').first(), 60_000)
    await client.call(completeTask, { params, body: { form: { real: false } } })
    await expect.poll(() => line.count(), { timeout: 60_000 }).toBe(0)
    await expect.poll(count, { timeout: 60_000 }).toBe(before)
    expect(errors).toEqual([])
  })
})
