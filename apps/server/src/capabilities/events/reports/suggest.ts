import { eventChanged, type Suggestion } from '@civitas/contract'
import { type DomainRegistry, standardClasses } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import { type Classifier, createClassifier, type Label } from './classifier.ts'
import { readLearned } from './store.ts'

/** Suggests types and classes from words, and learns from what people confirm. */
export interface Suggester {
  /** The likeliest kinds, best first. */
  suggest(text: string): Suggestion[]
  /** Takes up what was confirmed, here and by other processes. */
  reload(): Promise<void>
}

export function labelOf(kind: 'type' | 'class', id: string): string {
  return `${kind}:${id}`
}

/** Event types people may report and classes of GB/T 30428.2, as labels of the classifier. */
function makeClassifiers(domains: DomainRegistry): { types: Classifier; classes: Classifier } {
  const types: Label[] = domains
    .list('eventTypes')
    .filter((type) => type.reportable ?? true)
    .map((type) => ({
      id: labelOf('type', type.id),
      words: [
        type.title.zh,
        ...(type.words ?? []),
        ...(type.classes ?? []).flatMap((id) => standardClasses.find((one) => one.id === id)?.title.zh ?? []),
      ],
    }))
  const classes = standardClasses.map((one) => ({
    id: labelOf('class', one.id),
    words: [one.title.zh],
  }))
  return { types: createClassifier(types), classes: createClassifier(classes) }
}

export async function startSuggester(kernel: Kernel, domains: DomainRegistry): Promise<Suggester> {
  let classifiers = makeClassifiers(domains)
  const reload = async () => {
    const fresh = makeClassifiers(domains)
    for (const { label, gram, n } of await readLearned(kernel.db))
      (label.startsWith('type:') ? fresh.types : fresh.classes).learn(label, gram, n)
    classifiers = fresh
  }
  await reload()
  kernel.messages.tail(eventChanged, ({ act }) => {
    if (act === 'reclassified')
      reload().catch((error: Error) =>
        kernel.log.warn({ error: error.message }, 'what was learned of words could not be read'),
      )
  })
  return {
    reload,
    suggest: (text) => {
      const types = classifiers.types.guess(text)
      const classes = classifiers.classes.guess(text)
      return [0, 1, 2].flatMap((i): Suggestion[] => {
        const [type, standard] = [types[i], classes[i]]
        if (!type && !standard) return []
        return [
          {
            type: type?.id.slice('type:'.length) ?? null,
            standardClass: standard?.id.slice('class:'.length) ?? null,
            confidence: Math.max(type?.confidence ?? 0, standard?.confidence ?? 0),
            words: [...new Set([...(type?.because ?? []), ...(standard?.because ?? [])])],
          },
        ]
      })
    },
  }
}
