import gzip
import lzma

from pipeline.train.lexicon import learn, main, read_pairs

WORDS = {"hund": "dog", "katze": "cat", "haus": "house", "baum": "tree", "schläft": "sleeps"}


def corpus(folder):
    nouns = ["hund", "katze", "haus", "baum"]
    lines = []
    for copy in range(30):
        for first in nouns:
            for second in nouns:
                de = f"Der {first.title()} und die {second.title()} schläft {'ja ' * copy}"
                en = f"The {WORDS[first]} and the {WORDS[second]} sleeps {'yes ' * copy}"
                lines.append(f"news\t{de}\t{en}\n")
    lines.append("secret\tDer Zug kommt\tThe train comes\n" * 9)
    path = folder / "pairs.tsv.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(lines)
    return path


def test_words_find_their_translations(tmp_path):
    pairs = [pair for _, pair in read_pairs([corpus(tmp_path)], [])]
    table = learn(pairs)
    assert table["hund"][0] == "dog"
    assert table["katz"][0] == "cat"
    assert "train" in table["zug"]


def test_the_table_is_written_with_odds_and_without_what_is_left_out(tmp_path, capsys):
    out = tmp_path / "table.gz"
    main([str(corpus(tmp_path)), "--leave-out", "secret", "--out", str(out)])
    assert "German stems" in capsys.readouterr().out
    lines = gzip.decompress(out.read_bytes()).decode().splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines if line[0] != "#"}
    assert "zug" not in rows
    assert rows["hund"][1].split()[0] == "dog"
    absent, present = map(int, rows["hund"][0].split() or rows["schlaf"][0].split())
    assert present <= 0 < absent
