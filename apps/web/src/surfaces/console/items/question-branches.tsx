import type { ItemContent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form } from 'antd'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'
import { conditionOf, freshId, type Node, placeAfter, type Question, toTree } from './question-tree.ts'

/** The guided questions as a tree: below each answer what is asked after it. */
export function QuestionBranches() {
  const texts = useTexts(itemTexts)
  const form = Form.useFormInstance<ItemContent>()
  const questions = (Form.useWatch('questions', form) ?? []).filter(Boolean) as Question[]
  const tree = toTree(questions, texts)
  const open = (at: number) => document.getElementById(`item_questions_${at}_ask`)?.focus()
  const follow = (node: Node, literal: string) => {
    const at = placeAfter(node)
    const when = conditionOf(node.question.id, literal)
    const fresh: Question = { id: freshId(questions), ask: '', type: 'boolean', when }
    form.setFieldValue('questions', questions.toSpliced(at, 0, fresh))
    requestAnimationFrame(() => open(at))
  }
  if (questions.length === 0) return null
  return (
    <section className={styles.part}>
      <h2>{texts.tree}</h2>
      <p className={styles.why}>{texts.treeWhy}</p>
      <Branches nodes={tree} isTop onOpen={open} onFollow={follow} />
    </section>
  )
}

interface BranchesProps {
  nodes: readonly Node[]
  isTop?: boolean
  onOpen: (at: number) => void
  onFollow: (node: Node, literal: string) => void
}

function Branches({ nodes, isTop, onOpen, onFollow }: BranchesProps) {
  const texts = useTexts(itemTexts)
  return (
    <ul className={styles.tree}>
      {nodes.map((node) => (
        <li key={node.at}>
          <Button type="link" size="small" onClick={() => onOpen(node.at)}>
            {node.at + 1}. {node.question.ask || texts.unnamed}
          </Button>
          {isTop ? (
            <span className={styles.quiet}>
              {node.question.when ? texts.otherwiseWhen(node.question.when) : texts.always}
            </span>
          ) : null}
          {node.branches.length > 0 ? (
            <ul className={styles.tree}>
              {node.branches.map((branch) => (
                <li key={branch.literal}>
                  <strong>{branch.label}</strong>{' '}
                  <Button
                    size="small"
                    aria-label={texts.follow(`${node.question.ask} ${branch.label}`)}
                    onClick={() => onFollow(node, branch.literal)}
                  >
                    + {texts.followUp}
                  </Button>
                  {branch.below.length > 0 ? (
                    <Branches nodes={branch.below} onOpen={onOpen} onFollow={onFollow} />
                  ) : null}
                </li>
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
