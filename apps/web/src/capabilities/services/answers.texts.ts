import { defineTexts } from '@civitas/ui'

export const answerTexts = defineTexts(
  {
    yes: '是',
    no: '否',
    answer: '请先作答',
    known: '已为您填好',
    knownWhy: '以下信息来自政务数据，无需填写，不能修改。',
    from: (source: string) => `来源：${source}`,
    choose: '请选择',
    findScope: '查找经营范围',
    noScope: '没有这样的规范表述，换个词试试',
    moreScopes: '还有更多，请输入关键词缩小范围',
    chosenScopes: '已选的经营范围',
    removeScope: (phrase: string) => `去掉 ${phrase}`,
    needsPermit: (titles: string[]) => `需办理：${titles.join('、')}`,
    permitsFirst: (titles: string[]) => `取得营业执照后、开展经营前，还需办理：${titles.join('、')}`,
  },
  {
    yes: 'Yes',
    no: 'No',
    answer: 'Please answer first',
    known: 'Filled in for you',
    knownWhy: 'The city knows these already; they are not edited here.',
    from: (source: string) => `Source: ${source}`,
    choose: 'Choose one',
    findScope: 'Find a business scope',
    noScope: 'The catalogue has no such phrase; try another word',
    moreScopes: 'There are more; type a word to narrow them down',
    chosenScopes: 'Chosen business scopes',
    removeScope: (phrase: string) => `Remove ${phrase}`,
    needsPermit: (titles: string[]) => `Needs: ${titles.join(', ')}`,
    permitsFirst: (titles: string[]) =>
      `Once registered and before trade begins, these are needed: ${titles.join(', ')}`,
  },
)
