import type { DeskLevel, DeskSection } from '@civitas/contract'

export interface Layout {
  sections: DeskSection[]
  favourites: string[]
}

export const deskLevels: readonly DeskLevel[] = ['city', 'district', 'town', 'grid']

/** What each level sees until an administrator says otherwise: the city the whole, a grid what is to be done today. */
export const firstLayouts: Record<DeskLevel, Layout> = {
  city: {
    sections: ['events', 'todos', 'notices', 'favourites', 'delegations'],
    favourites: ['networks', 'supervision', 'appraisal', 'incidents'],
  },
  district: {
    sections: ['todos', 'events', 'notices', 'favourites', 'delegations'],
    favourites: ['dispatch', 'cases', 'networks'],
  },
  town: {
    sections: ['todos', 'notices', 'favourites', 'delegations'],
    favourites: ['cases', 'events', 'grids'],
  },
  grid: { sections: ['todos', 'favourites', 'notices'], favourites: ['events', 'cases', 'city-parts'] },
}

/** The level of an identity: that of its highest division; nothing to answer for counts as the lowest. */
export function levelOf(divisions: readonly string[], everything = false): DeskLevel {
  if (everything) return 'city'
  const lengths = divisions.map((code) => (code.length === 6 && code.endsWith('00') ? 4 : code.length))
  const highest = Math.min(...lengths, 15)
  if (highest <= 4) return 'city'
  if (highest === 6) return 'district'
  return highest === 9 ? 'town' : 'grid'
}

interface Arranged {
  own: { sections: DeskSection[] | null; favourites: string[] } | undefined
  role: Layout | undefined
  level: Layout
}

/** What a person arranged holds before what is arranged for their role, and that before their level. */
export function arrange({ own, role, level }: Arranged): Layout & { arrangedBy: 'own' | 'role' | 'level' } {
  const given = role ?? level
  const isOwn = own?.sections !== null && own?.sections !== undefined
  return {
    sections: own?.sections ?? given.sections,
    favourites: own && own.favourites.length > 0 ? own.favourites : given.favourites,
    arrangedBy: isOwn ? 'own' : role ? 'role' : 'level',
  }
}
