import { useTexts } from '@civitas/ui'
import { ChoicePart, OfficePart, TextPart, WordsPart } from './fields.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'
import { ListPart } from './list-part.tsx'

/** What the item is, for whom, by whom and on which basis. */
export function BasicsTab() {
  const texts = useTexts(itemTexts)
  return (
    <>
      <div className={styles.grid}>
        <TextPart name="title" label={texts.title} />
        <TextPart name="basicCode" label={texts.basicCode} />
        <TextPart name="variant" label={texts.variant} />
        <ChoicePart name="kind" label={texts.kind} words={texts.kinds} />
        <ChoicePart name="level" label={texts.level} words={texts.levels} />
        <ChoicePart name="acceptedAt" label={texts.acceptedAt} words={texts.levels} several />
        <ChoicePart name="applicants" label={texts.applicants} words={texts.applicantKinds} several />
        <TextPart name="window" label={texts.window} />
        <OfficePart name="organisation" label={texts.organisation} />
        <OfficePart name="supervisor" label={texts.supervisor} />
        <TextPart name={['channels', 'consult']} label={texts.consult} />
        <TextPart name={['channels', 'complain']} label={texts.complain} />
        <WordsPart name="scenes" label={texts.scenes} wide />
        <WordsPart name="words" label={texts.words} wide />
      </div>
      <ListPart name="basis" title={texts.basis} fresh={() => ({ law: '', article: '' })}>
        {(at) => (
          <>
            <TextPart name={[at, 'law']} label={texts.law} />
            <TextPart name={[at, 'article']} label={texts.article} />
          </>
        )}
      </ListPart>
    </>
  )
}
