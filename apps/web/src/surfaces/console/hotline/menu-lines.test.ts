import { expect, it } from 'vitest'
import { readMenu, writeMenu } from './menu-lines.ts'

it('reads the menu it writes, and nothing that is no menu', () => {
  const menu = [
    { key: '1', title: '社会保障', skill: '社保' },
    { key: '#', title: 'other matters', skill: '综合' },
  ]
  expect(readMenu(writeMenu(menu))).toEqual(menu)
  expect(readMenu('')).toEqual([])
  expect(readMenu('12 社保 社保')).toBeNull()
  expect(readMenu('1 社保')).toBeNull()
})
