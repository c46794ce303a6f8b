import type { Locator, Page } from 'playwright-core'
import { see } from './journey.ts'
import { makePhoto } from './photo.ts'

/** Opens the first card of the field page with this task; with a place, that of this place. Answers the place. */
export async function openTask(page: Page, task: string, place?: string): Promise<string> {
  await (await see(page.getByRole('link', { name: /^待接收/ }))).click()
  const cards = page.getByRole('listitem').getByRole('link').filter({ hasText: task })
  const card = await see(place ? cards.filter({ hasText: place }) : cards, 60_000)
  const name = (await card.locator(':scope > div').nth(1).innerText()).trim()
  await card.click()
  await see(page.getByRole('heading', { level: 2, name: task }))
  return name
}

export async function acceptTask(page: Page): Promise<void> {
  await (await see(page.getByRole('button', { name: '接收任务' }))).click()
  await see(page.getByText('办理中'))
}

/** Hands the camera’s picture to the page and waits until it is shown as evidence. */
export async function takePhoto(page: Page, name: string): Promise<Locator> {
  await page.getByLabel('拍照').setInputFiles(makePhoto(name))
  return see(page.getByRole('img', { name: '现场照片 1' }))
}

export async function completeTask(page: Page): Promise<void> {
  await page.getByRole('button', { name: '办结', exact: true }).click()
  await see(page.getByText(/已办结 · 已于 .* 办结/))
}

/** Answers a question of choices by tapping the choice. */
export async function answer(page: Page, question: string, choice: string): Promise<void> {
  const choices = page.getByRole('group', { name: question }).locator('label')
  await choices.filter({ hasText: choice }).first().click()
}
