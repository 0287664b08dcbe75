import asyncio, sys, tomllib, pathlib, time
from assistant.build import build_session
from assistant.answering.decide import Policy
from assistant.clock import EventClock
from assistant.domain import Comment, Room, Utterance
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
async def main():
    k=load_knowledge(); sheet=load_sheet('tests/data/contract/shop.toml')
    for p in sorted(pathlib.Path('evals/on_air').glob('*.toml')):
        lang=p.stem
        if len(sys.argv)>1 and lang not in sys.argv[1:]: continue
        d=tomllib.loads(p.read_text())
        t0=time.time()
        s=build_session(sheet, Room(room='r',market=d['market'],langs=(lang,)), k, Journal(SqliteStore.open(None)), EventClock(), policy=Policy(mode='suggest'))
        await s.open()
        n=0
        for pair in d['pairs']:
            n+=1
            s.judge.showing=()
            j=s.judge.comment(Comment(id=f'c{n}',room='r',market=d['market'],t=n*1000,user=f'u{n}',text=pair['asks']))
            g=j.group
            print('\n##',lang,pair['asks'],'->',j.judgement.decision.action, g and (g.id,g.facts))
            for kind in ('closes','not'):
                for line in pair[kind]:
                    h=s.judge.speech(Utterance(id='h',room='r',market=d['market'],t=0,text=line,lang=lang))
                    pr=h.judgement.decision.promise
                    print('   ',kind, '|',line,'|',pr and pr.verdict, h.judgement.decision.facts)
        print(lang, time.time()-t0)
asyncio.run(main())
