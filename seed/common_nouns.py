"""Words that name a sort of people and nobody in particular: those of one country are not those of another."""

from __future__ import annotations

from store.tokens import folded

_NOUNS = """
activist, actor, administration, advocate, agent, ambassador, armed forces, army, assailant, attacker, attorney,
authorities, authority, bank, border guard, business, businessman, cabinet, chief, christian, citizen, civil society,
civilian, clergy, coast guard, combatant, commander, community, company, congress, congressman, corporation, council,
court, criminal, defendant, defense attorney, delegate, delegation, demonstrator, deputy, detainee, diplomat, dissident,
doctor, economist, editor, education, embassy, employee, employer, engineer, envoy, executive, extremist, farmer,
fighter, fishermen, foreign minister, foreign ministry, gang, general, government, government official, governor, group,
guard, guerrilla, gunman, head of government, head of state, high court, hindu, hospital, human rights group, immigrant,
industry, inmate, insurgency, insurgent, intelligence, intellectual, investigator, investor, islamic, islamist, jew,
jewish, journalist, judge, judiciary, king, lawmaker, lawyer, leader, legislator, legislature, local government, mayor,
media, medical personnel, member of parliament, men, migrant, military, military personnel, militant, militia, minist,
minister, ministry, monk, muslim, national assembly, nationals, navy, newspaper, nurse, officer, official, opposition,
opposition leader, opposition supporter, other authorities, parliament, party, peasant, people, pilgrim, police,
police officer, political party, politician, population, premier, president, priest, prime minister, prince, prison,
prisoner, professor, prosecutor, protester, queen, radical, rebel, rebel group, refugee, regime, resident, rioter,
school, scientist, secretary of state, security force, senate, senator, separatist, settler, soldier, spokesman,
spokesperson, spokeswoman, state, student, supporter, supreme court, teacher, terrorist, terrorist group, trade union,
tribe, troop, union, university, villager, vigilante, voter, warlord, women, worker, writer, youth
"""

_FOLDED = frozenset(folded(noun) for noun in _NOUNS.replace("\n", " ").split(","))


def is_common(name: str) -> bool:
    """Say whether a folded name is a common noun, in the singular or the plural."""
    return name in _FOLDED or name.removesuffix("s") in _FOLDED or (name.endswith("ies") and f"{name[:-3]}y" in _FOLDED)
