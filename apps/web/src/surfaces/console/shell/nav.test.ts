import { describe, expect, it } from 'vitest'
import { pagesFor } from './nav.ts'

const names = (permissions: string[]) =>
  pagesFor(permissions).map((group) => [group.id, ...group.pages.map((page) => page.name)])

describe('navigation of the console', () => {
  it('shows what a grid worker may open and no empty group', () => {
    expect(names(['events.read', 'cases.read', 'cases.work'])).toEqual([
      [
        'duty',
        'overview',
        'my-desk',
        'events',
        'networks',
        'governance-centre',
        'warnings',
        'warning-models',
        'risk',
        'cases',
        'supervision',
        'appraisal',
        'boards',
      ],
      ['contact', 'inbox'],
    ])
  })
  it('opens administration only to those who may read it', () => {
    expect(names(['identity.read']).at(-1)).toEqual(['system', 'users', 'organisations', 'desk-layouts'])
    expect(names(['identity.audit', 'platform.operate']).at(-1)).toEqual(['system', 'audit', 'platform'])
  })
})
