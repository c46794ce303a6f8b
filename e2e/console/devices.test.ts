import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, section, see } from '../lib/journey.ts'
import { hasMosquitto, publish } from '../lib/mosquitto.ts'

describeJourney('a device of one’s own', (journey) => {
  it.skipIf(!hasMosquitto)(
    'is registered with its credential, publishes with mosquitto_pub, and its wrong messages are set aside in words',
    async () => {
      const name = `journey-${Date.now().toString(36)}`
      const { page, errors } = await journey.open('admin', '/console/devices', sizes.desk)
      await (await see(page.getByRole('button', { name: '登记设备' }))).click()
      const dialog = page.getByRole('dialog', { name: '登记设备' })
      await choose(page, dialog.getByLabel('设备模型'), '积水监测仪')
      await dialog.getByLabel('设备编号').fill(name.toUpperCase())
      await dialog.getByLabel('名称', { exact: true }).fill('试验路水位计')
      await dialog.getByLabel(/凭据名/).fill(name)
      await choose(page, dialog.getByLabel('点位类别'), '下穿通道')
      await dialog.getByLabel('城市地图').or(dialog.locator('canvas')).first().click()
      await dialog.getByRole('button', { name: '登记', exact: true }).click()
      const issued = page.getByRole('dialog', { name: /凭据密钥/ })
      await see(issued)
      const [user = '', key = ''] = await issued.locator('code').allInnerTexts()
      expect(user).toBe(name)
      await issued.getByRole('button', { name: '我已保存，关闭' }).click()
      await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '试验路水位计' }))

      const row = section(page, '最新值').getByRole('row').filter({ hasText: '积水深度' })
      const stream = (await (await see(row)).locator('td').last().innerText()).trim()
      const topic = `v1.1/Datastreams(${stream})/Observations`
      const from = { port: journey.mqttPort, user, key }
      expect(await publish({ ...from, topic, message: '{"result": 12.5}' })).toBe(0)
      await expect.poll(async () => (await row.innerText()).replaceAll(/\s/gu, '')).toContain('12.5cm')
      await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '在线' }))
      const stored = await page.evaluate(async (stream) => {
        const { accessToken } = JSON.parse(localStorage.getItem('civitas.session') ?? '{}')
        const answer = await fetch(`/sta/v1.1/Datastreams(${stream})/Observations`, {
          headers: { authorization: `Bearer ${accessToken}` },
        })
        return ((await answer.json()) as { value: { result: number }[] }).value.map(({ result }) => result)
      }, stream)
      expect(stored).toEqual([12.5])

      await publish({ ...from, topic, message: '{"result": 12.5' })
      await publish({ ...from, topic, message: '{"result": "deep"}' })
      await publish({ ...from, topic: 'v1.1/Datastreams(1)/Observations', message: '{"result": 1}' })
      await page.goto(`${journey.url}/console/ingest?search=${name}`)
      for (const reason of ['格式不合法', '值类型不符', '无权代报该设备'])
        await see(page.locator('tbody tr.ant-table-row').filter({ hasText: reason }))
      await page.locator('tbody tr.ant-table-row').filter({ hasText: '格式不合法' }).click()
      await see(page.getByRole('dialog').getByText('{"result": 12.5', { exact: true }))

      expect(await publish({ ...from, key: 'wrong', topic, message: '{"result": 1}' })).not.toBe(0)
      await page.goto(`${journey.url}/console/ingest?reason=wrong-credentials&search=${name}`)
      await see(page.locator('tbody tr.ant-table-row').filter({ hasText: '凭据错误' }))
      expect(errors).toEqual([])
    },
  )
})
