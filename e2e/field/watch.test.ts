import { getCase, registerCase } from '@civitas/contract'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

describeJourney('a leader on the way', (journey) => {
  it('looks at a case on the phone and urges its unit, with words', async () => {
    const duty = await signInAs(journey.url, 'duty')
    const title = `快速处置 ${Date.now().toString(36)}`
    const { id } = await duty.call(registerCase, {
      body: { type: 'urban-management.quick-case', title, position: [118.889513, 33.446135] },
    })
    const { page, errors } = await journey.open('leader', '/field', sizes.phone)
    for (const name of ['已超时', '临近时限', '督办中']) await see(page.getByRole('link', { name }))
    await page.goto(`${journey.url}/field/watch/${id}`)
    await see(page.getByRole('heading', { name: title }))
    await (await see(page.getByRole('button', { name: '催办', exact: true }))).click()
    await page.getByRole('button', { name: '确认催办' }).click()
    await see(page.getByText('请写明催办要求'))
    await page.getByLabel('催办要求').fill('今晚十点前处置到位')
    await page.getByRole('button', { name: '确认催办' }).click()
    await see(page.getByText('已催办 1 次'))
    const { entries, tasks } = await duty.call(getCase, { params: { id } })
    expect(tasks.map((one) => one.urges)).toEqual([1])
    expect(entries.some((one) => one.text.includes('今晚十点前处置到位'))).toBe(true)
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(scroll).toBeLessThanOrEqual(0)
    expect(errors).toEqual([])
  })
})
