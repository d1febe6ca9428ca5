"""The names of what is numbered, in the language of a post."""

from __future__ import annotations

NUMBERED_KINDS = (
    *("figure", "table", "listing", "equation", "section", "video"),
    *("theorem", "lemma", "corollary", "proposition", "conjecture", "definition", "example", "exercise"),
    *("solution", "remark", "algorithm", "proof"),
    *("axiom", "criterion", "property", "observation", "assumption"),
)
"""Kinds of what may have a label, in the order of the words below."""

_WORDS = {
    "en": (
        "Figure|Table|Listing|Equation|Section|Video|Theorem|Lemma|Corollary|Proposition|Conjecture|Definition|Example"
        "|Exercise|Solution|Remark|Algorithm|Proof|Axiom|Criterion|Property|Observation|Assumption"
    ),
    "de": (
        "Abbildung|Tabelle|Listing|Gleichung|Abschnitt|Video|Satz|Lemma|Korollar|Proposition|Vermutung|Definition"
        "|Beispiel|Aufgabe|Lösung|Bemerkung|Algorithmus|Beweis|Axiom|Kriterium|Eigenschaft|Beobachtung|Annahme"
    ),
    "fr": (
        "Figure|Tableau|Listing|Équation|Section|Vidéo|Théorème|Lemme|Corollaire|Proposition|Conjecture|Définition"
        "|Exemple|Exercice|Solution|Remarque|Algorithme|Preuve|Axiome|Critère|Propriété|Observation|Hypothèse"
    ),
    "es": (
        "Figura|Tabla|Listado|Ecuación|Sección|Vídeo|Teorema|Lema|Corolario|Proposición|Conjetura|Definición|Ejemplo"
        "|Ejercicio|Solución|Observación|Algoritmo|Demostración|Axioma|Criterio|Propiedad|Observación|Supuesto"
    ),
    "it": (
        "Figura|Tabella|Listato|Equazione|Sezione|Video|Teorema|Lemma|Corollario|Proposizione|Congettura|Definizione"
        "|Esempio|Esercizio|Soluzione|Osservazione|Algoritmo|Dimostrazione|Assioma|Criterio|Proprietà|Osservazione"
        "|Ipotesi"
    ),
    "pt": (
        "Figura|Tabela|Listagem|Equação|Seção|Vídeo|Teorema|Lema|Corolário|Proposição|Conjectura|Definição|Exemplo"
        "|Exercício|Solução|Observação|Algoritmo|Demonstração|Axioma|Critério|Propriedade|Observação|Hipótese"
    ),
    "nl": (
        "Figuur|Tabel|Listing|Vergelijking|Paragraaf|Video|Stelling|Lemma|Gevolg|Propositie|Vermoeden|Definitie"
        "|Voorbeeld|Opgave|Oplossing|Opmerking|Algoritme|Bewijs|Axioma|Criterium|Eigenschap|Observatie|Aanname"
    ),
    "sv": (
        "Figur|Tabell|Listning|Ekvation|Avsnitt|Video|Sats|Lemma|Följdsats|Proposition|Förmodan|Definition|Exempel"
        "|Övning|Lösning|Anmärkning|Algoritm|Bevis|Axiom|Kriterium|Egenskap|Observation|Antagande"
    ),
    "da": (
        "Figur|Tabel|Kodeudsnit|Ligning|Afsnit|Video|Sætning|Lemma|Korollar|Proposition|Formodning|Definition|Eksempel"
        "|Opgave|Løsning|Bemærkning|Algoritme|Bevis|Aksiom|Kriterium|Egenskab|Observation|Antagelse"
    ),
    "pl": (
        "Rysunek|Tabela|Listing|Równanie|Sekcja|Film|Twierdzenie|Lemat|Wniosek|Stwierdzenie|Hipoteza|Definicja|Przykład"
        "|Zadanie|Rozwiązanie|Uwaga|Algorytm|Dowód|Aksjomat|Kryterium|Własność|Obserwacja|Założenie"
    ),
    "cs": (
        "Obrázek|Tabulka|Výpis|Rovnice|Oddíl|Video|Věta|Lemma|Důsledek|Tvrzení|Hypotéza|Definice|Příklad|Cvičení|Řešení"
        "|Poznámka|Algoritmus|Důkaz|Axiom|Kritérium|Vlastnost|Pozorování|Předpoklad"
    ),
    "ru": (
        "Рисунок|Таблица|Листинг|Уравнение|Раздел|Видео|Теорема|Лемма|Следствие|Утверждение|Гипотеза|Определение|Пример"
        "|Упражнение|Решение|Замечание|Алгоритм|Доказательство|Аксиома|Критерий|Свойство|Наблюдение|Предположение"
    ),
    "uk": (
        "Рисунок|Таблиця|Лістинг|Рівняння|Розділ|Відео|Теорема|Лема|Наслідок|Твердження|Гіпотеза|Означення|Приклад"
        "|Вправа|Розв’язання|Зауваження|Алгоритм|Доведення|Аксіома|Критерій|Властивість|Спостереження|Припущення"
    ),
    "tr": (
        "Şekil|Tablo|Liste|Denklem|Bölüm|Video|Teorem|Lemma|Sonuç|Önerme|Sanı|Tanım|Örnek|Alıştırma|Çözüm|Not|Algoritma"
        "|Kanıt|Aksiyom|Ölçüt|Özellik|Gözlem|Varsayım"
    ),
    "zh": ("图|表|代码|公式|节|视频|定理|引理|推论|命题|猜想|定义|例|练习|解|注|算法|证明|公理|准则|性质|观察|假设"),
    "ja": (
        "図|表|リスト|式|節|動画|定理|補題|系|命題|予想|定義|例|演習|解答|注意|アルゴリズム|証明|公理|基準|性質|観察"
        "|仮定"
    ),
    "ko": (
        "그림|표|코드|식|절|동영상|정리|보조정리|따름정리|명제|추측|정의|예|연습문제|풀이|참고|알고리즘|증명|공리|기준"
        "|성질|관찰|가정"
    ),
}
"""Language (ISO 639-1) to the names of the kinds: those of LaTeX's `babel`, Quarto and Sphinx where they agree."""

_CALLOUTS = {kind: kind.title() for kind in ("note", "tip", "warning", "important", "caution")}
"""As the titles of callouts, which are in English."""


def words_of(language: str) -> dict[str, str]:
    """Return the names of all kinds in a language, given as a tag such as `pt-BR`; those of English if unknown."""
    known = _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
    return {**dict(zip(NUMBERED_KINDS, known.split("|"), strict=True)), **_CALLOUTS}
