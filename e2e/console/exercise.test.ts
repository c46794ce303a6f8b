import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

/** Fills the comment of the open dialog and confirms it by its own words. */
async function confirm(page: Page, title: string, comment?: string): Promise<void> {
  const dialog = page.getByRole('dialog').filter({ hasText: title })
  await see(dialog)
  if (comment) await dialog.locator('textarea').last().fill(comment)
  await dialog.getByRole('button', { name: title }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** One person and many pages: more than one journey’s time. */
const long = 300_000

describeJourney('the rainstorm exercise', (journey) => {
  it(
    'is played by one person from the first warning to the review, with war mode on and off',
    async () => {
      const { page, errors } = await journey.open('duty', '/console/incidents', sizes.desk)
      await (await see(page.getByRole('button', { name: '开始暴雨演练' }))).click()
      await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '暴雨内涝' }))
      const list = page.getByRole('region', { name: '演练清单' })
      // A sign of loading may still stand before the words.
      const button = (name: string) => list.getByRole('button', { name })
      const answered = (count: number) =>
        see(
          list
            .locator('li')
            .filter({ hasText: '完成' })
            .nth(count - 1),
        )
      // The script’s own clock may have been faster than this player.
      const goOn = async () => {
        const current = list.locator('li[aria-current=step]')
        await see(current.or(button('触发下一情况')))
        if ((await current.count()) > 0) return
        await button('触发下一情况')
          .click({ timeout: 5_000 })
          .catch(() => undefined)
        await see(current)
      }
      const doNow = async (expected: string) => {
        await see(list.getByRole('heading', { name: expected }))
        await button('现在去办').click()
      }

      await doNow('核定事件等级')
      await confirm(page, '定级', '按预报核定')
      await answered(1)
      await goOn()

      await doNow('启动防汛预案')
      await see(page.getByRole('dialog').getByText('空缺', { exact: true }))
      await page.getByRole('dialog').getByLabel('岗位空缺仍然启动').check()
      await confirm(page, '启动预案')
      await see(page.getByText('泵站全开并派出移动泵车'))
      await answered(2)
      await goOn()

      await doNow('申请并预留泵车')
      await (await see(page.getByRole('button', { name: '查可达资源' }))).click()
      await (await see(page.getByRole('button', { name: '预留', exact: true }))).click()
      await answered(3)
      await goOn()

      await doNow('按新情况升级')
      await confirm(page, '定级', '多人被困')
      await answered(4)
      await goOn()

      await (await see(page.getByRole('button', { name: '申请转战时' }))).click()
      await (await see(page.getByRole('button', { name: '扮演总指挥授权' }))).click()
      await see(page.getByText('已授权 1/2'))
      expect(await page.getByRole('button', { name: '转回平时' }).count()).toBe(0)
      await page.getByRole('button', { name: '扮演副总指挥授权' }).click()
      const end = await see(page.getByRole('button', { name: '转回平时' }))
      await see(page.getByRole('status').filter({ hasText: '战时' }))
      await answered(5)
      await goOn()

      await doNow('会商并确认纪要')
      await (await see(page.getByRole('button', { name: '发起会商' }))).click()
      const room = page.getByRole('dialog').filter({ hasText: '发起会商' })
      await room.getByLabel('名称').fill('排涝会商')
      await choose(page, room.getByLabel('邀请'), '值班')
      await room.getByLabel('名称').click()
      await room.getByRole('button', { name: '发起会商' }).click()
      await (await see(page.getByRole('button', { name: '确认纪要' }))).click()
      await confirm(page, '确认纪要', '封控三处，转移两户')
      await answered(6)
      await goOn()

      await end.click()
      await confirm(page, '转回平时', '雨势减弱')
      await see(page.getByRole('button', { name: '申请转战时' }))
      await answered(7)
      await goOn()

      await doNow('终止响应并评估')
      await confirm(page, '终止响应', '积水排除')
      await answered(8)
      await button('结束演练').click()
      await (await see(list.getByRole('link', { name: '去做评估' }))).click()

      await see(page.getByRole('heading', { name: '经验教训' }))
      await see(page.getByText('泵站全开并派出移动泵车'))
      await see(page.getByText(/演练结束，得分 [\d.]+ \/ 100/))
      await page.getByLabel('经验教训').fill('泵车宜提前前置。')
      const kept = page.waitForResponse((one) => one.request().method() !== 'GET' && one.ok())
      await page.getByRole('button', { name: '确认评估' }).click()
      await kept
      await page.reload()
      await expect.poll(() => page.getByLabel('经验教训').inputValue()).toBe('泵车宜提前前置。')
      const saved = page.waitForEvent('download')
      await page.getByRole('button', { name: '导出评估报告' }).click()
      const report = await readFile(await (await saved).path(), 'utf8')
      for (const words of ['转回平时', '泵站全开并派出移动泵车', '泵车宜提前前置。', '扮演'])
        expect(report).toContain(words)
      expect(errors).toEqual([])
    },
    long,
  )
})
