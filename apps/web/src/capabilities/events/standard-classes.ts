import { listStandardClasses, type StandardClassInfo } from '@civitas/sdk'
import { usePick } from '@civitas/ui'
import { useRead } from '../../app/query.ts'

/** The classes of GB/T 30428.2 with their names: `市容环境 · 暴露垃圾（0102）`. */
export function useStandardClasses() {
  const pick = usePick()
  const { data: all = [] } = useRead(listStandardClasses, {}, { staleMs: 3_600_000 })
  const toName = (one: StandardClassInfo) => `${pick(one.largeTitle)} · ${pick(one.title)}（${one.code}）`
  return {
    all,
    toName,
    name: (id: string | null): string | null => {
      const found = all.find((one) => one.id === id)
      return found ? toName(found) : id
    },
  }
}
