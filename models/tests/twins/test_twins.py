import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from ddmodels.common.training import run
from ddmodels.denoiser import tiny
from ddmodels.emoji.config import Paths
from ddmodels.encoder.minilm import Encoder
from ddmodels.text import tokenizer as bpe
from ddmodels.text.corpus import Definition
from ddmodels.twins.config import Config, Mechanism, Network, load_config
from ddmodels.twins.data import TextRows, Words, rows_of
from ddmodels.twins.held_out import masked, per_token
from ddmodels.twins.losses import Pictures, Texts, loss_of, nats, shares
from ddmodels.twins.network import PREFIX, TEXT, Prompt, Twin
from ddmodels.twins.train import picture_rows, text_rows, trainer_of

CONFIG = load_config(Path(__file__).parents[2] / "config" / "twins.toml")
SIZES = Network(
    width=16,
    layers=2,
    heads=2,
    hidden=24,
    dropout=0.0,
    side=2,
    codes=5,
    words=320,
    length=16,
    block=8,
)
BOTH: tuple[Mechanism, ...] = ("autoregression", "masked-diffusion")
SENTENCES = ("a red thing that is round.", "a thing with corners.", "a bar.", "a round ring.")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    torch.set_num_threads(1)
    return tiny.tiny_encoder()


@pytest.fixture(scope="module")
def tokens() -> Tokenizer:
    return bpe.train(SENTENCES * 4, SIZES.words)


def prompt(rows: int, kind: int) -> Prompt:
    generator = torch.Generator().manual_seed(2)
    mask = (torch.arange(16) < 4).float().expand(rows, -1)
    return Prompt(torch.randn(rows, 16, 384, generator=generator), mask, torch.full((rows,), kind))


def pictures(rows: int) -> Pictures:
    generator = torch.Generator().manual_seed(4)
    return Pictures(prompt(rows, 3), torch.randint(0, 5, (rows, 4, 2), generator=generator))


def scattered(mechanism: Mechanism) -> Twin:
    torch.manual_seed(1)
    net = Twin(SIZES, mechanism, "both").eval()
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return net


@pytest.mark.parametrize("mechanism", BOTH)
def test_the_real_network_has_the_planned_size(mechanism: Mechanism) -> None:
    for modality, most in (("picture", 2.8e6), ("text", 3.1e6)):
        net = Twin(CONFIG.network, mechanism, modality)  # type: ignore[arg-type]
        assert 2.7e6 < sum(p.numel() for p in net.parameters()) < most


@torch.no_grad()
def test_only_the_masked_twin_sees_what_comes_after() -> None:
    rows = pictures(2)
    other = rows.codes.clone()
    other[:, 2] = (other[:, 2] + 1) % 5
    for mechanism in BOTH:
        net = scattered(mechanism)
        one, two = (net.picture(rows.prompt, c, rows.codes[..., 0])[0] for c in (rows.codes, other))
        moved = ~torch.isclose(one, two, atol=1e-5).all(2).all(0)
        causal = [False, False, False, True]
        assert moved.tolist() == (causal if mechanism == "autoregression" else [True] * 4)


@torch.no_grad()
@pytest.mark.parametrize("mechanism", BOTH)
def test_padding_and_missing_elements_do_not_matter(mechanism: Mechanism) -> None:
    net, ids = scattered(mechanism), torch.arange(12).repeat(2, 1)
    asked, real = prompt(2, TEXT), torch.arange(12) < torch.tensor([[8], [12]])
    one = net.text(asked, ids, real)
    far = asked.tokens.clone()
    far[:, 4:] = 9
    changed = ids.clone()
    changed[0, 8:] = 30
    two = net.text(asked._replace(tokens=far), changed, real)
    assert torch.allclose(one[0, :8], two[0, :8], atol=1e-5)
    assert torch.allclose(one[1], two[1], atol=1e-5)
    assert torch.allclose(one[0, :8], net.text(asked, ids[:, :8], real[:, :8])[0], atol=1e-5)


@torch.no_grad()
def test_the_prefix_does_not_depend_on_the_elements() -> None:
    net = scattered("masked-diffusion")
    seen = net._seen(torch.ones(1, 16), torch.ones(1, 3) > 0)[0, 0]
    assert not seen[:PREFIX, PREFIX:].any() and seen[PREFIX:].all() and seen[:, :PREFIX].all()


@torch.no_grad()
def test_the_second_code_depends_on_the_first_one() -> None:
    net, rows = scattered("autoregression"), pictures(1)
    first = [net.picture(rows.prompt, rows.codes, torch.full((1, 4), c)) for c in (0, 1)]
    assert torch.equal(first[0][0], first[1][0]) and not torch.equal(first[0][1], first[1][1])


def test_the_masked_loss_is_the_mean_of_a_position_in_expectation() -> None:
    """Where all positions are as hard, masked or not, weights 1/p give just that."""
    net = Twin(SIZES, "masked-diffusion", "picture").eval()
    for table in (net.c1, net.c2):
        torch.nn.init.zeros_(table.weight)  # every code is as likely: log 5 nats for each of two
    rows, generator = pictures(400), torch.Generator().manual_seed(0)
    with torch.no_grad():
        found = [float(loss_of(net, rows, 0.1, generator)) for _ in range(10)]
        assert float(nats(net, rows, torch.ones(400, 4) > 0).mean()) == pytest.approx(
            2 * math.log(5), rel=1e-4
        )
    assert sum(found) / 10 == pytest.approx(2 * math.log(5), rel=0.03)
    p = shares(64, 0.1, generator)[:, 0]
    assert p.min() >= 0.1 and p.max() <= 1
    assert ((p - 0.1) / 0.9 * 64).floor().sort().values.tolist() == list(range(64))


def test_the_causal_loss_counts_what_is_there() -> None:
    net = scattered("autoregression")
    ids = torch.randint(4, 300, (2, 8), generator=torch.Generator().manual_seed(0))
    real = torch.arange(8) < torch.tensor([[3], [8]])
    rows = Texts(prompt(2, TEXT), ids, real)
    with torch.no_grad():
        each = nats(net, rows, None)
        loss = loss_of(net, rows, 0.1, torch.Generator())
    assert float(loss) == pytest.approx(float((each[0, :3].sum() + each[1].sum()) / 11), rel=1e-5)


def test_texts_fill_their_blocks() -> None:
    ids, real = rows_of([[7, 8], [9] * 8], [1, 2], SIZES)
    assert ids[0].tolist() == [7, 8] + [bpe.EOS] * 6 + [bpe.PAD] * 8
    assert ids[1].tolist() == [9] * 8 + [bpe.EOS] * 8
    assert real.sum(1).tolist() == [8, 16]
    cut, _ = rows_of([[9] * 12], [1], SIZES)
    assert cut[0].tolist() == [9] * 8


def test_a_word_is_encoded_once_and_padded_to_the_longest(encoder: Encoder) -> None:
    words = Words(encoder)
    tokens, mask = words(["red ring", "red"])
    whole = encoder.encode(["red ring", "red"])
    longest = int(whole.mask.sum(1).max())
    assert torch.equal(mask, whole.mask[:, :longest])
    assert torch.allclose(tokens, whole.tokens[:, :longest], atol=1e-5)
    before = dict(words.known)
    words(["red"])
    assert words.known == before


def corpus_of(held: bool) -> list[Definition]:
    names = ("circle", "square", "bar", "ring")
    return [
        Definition(n, n, t, n == "ring", held and n == "bar")
        for n, t in zip(names, SENTENCES, strict=True)
    ]


def text_of(
    encoder: Encoder, tokens: Tokenizer, mechanism: Mechanism, **changes: float
) -> TextRows:
    train = replace(CONFIG.train, **changes)  # type: ignore[arg-type]
    return TextRows(corpus_of(True), tokens, encoder, SIZES, train, mechanism, 40)


def test_held_out_words_are_never_drawn(encoder: Encoder, tokens: Tokenizer) -> None:
    rows = text_of(encoder, tokens, "autoregression", empty_share=0.25, concept_share=0.5)
    one, two = (rows.draw(torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(one.ids, two.ids) and torch.equal(one.prompt.tokens, two.prompt.tokens)
    generator = torch.Generator().manual_seed(3)
    many = [rows.draw(generator) for _ in range(20)]
    texts = [
        tokens.decode(row[real].tolist())
        for batch in many
        for row, real in zip(batch.ids, batch.real, strict=True)
    ]
    assert set(texts) == {SENTENCES[0], SENTENCES[1], SENTENCES[3]}
    assert 350 < texts.count(SENTENCES[3]) < 700 and (one.prompt.kind == TEXT).all()
    assert 3 < int((one.prompt.mask.sum(1) == 2).sum()) < 20
    assert (one.ids.gather(1, one.real.sum(1, keepdim=True) - 1) == bpe.EOS).all()


def test_the_masked_twin_gets_batches_of_every_number_of_blocks(
    encoder: Encoder, tokens: Tokenizer
) -> None:
    rows, generator = text_of(encoder, tokens, "masked-diffusion"), torch.Generator().manual_seed(3)
    counts = [set(rows.draw(generator).real.sum(1).tolist()) for _ in range(12)]
    assert {8} in counts and {16} in counts


def test_texts_need_a_network_and_definitions(encoder: Encoder, tokens: Tokenizer) -> None:
    small = replace(SIZES, words=300)
    with pytest.raises(ValueError, match="the network has 300"):
        TextRows(corpus_of(True), tokens, encoder, small, CONFIG.train, "autoregression", 4)
    every = [replace(d, held_out=True) for d in corpus_of(True)]
    with pytest.raises(ValueError, match="no definition"):
        TextRows(every, tokens, encoder, SIZES, CONFIG.train, "autoregression", 4)


@pytest.mark.parametrize("mechanism", BOTH)
def test_one_network_learns_both_modalities(
    mechanism: Mechanism, encoder: Encoder, tokens: Tokenizer, tmp_path: Path
) -> None:
    schedule = replace(CONFIG.train.schedule, iterations=80, batch=80, rate=5e-3, warmup=2, ema=0.9)
    config = Config(
        Paths(tmp_path, tmp_path, tmp_path), SIZES, replace(CONFIG.train, schedule=schedule)
    )
    text, shown = text_of(encoder, tokens, mechanism), pictures(40)
    cached = [text.draw(torch.Generator().manual_seed(i)) for i in range(4)]

    def draw(generator: torch.Generator) -> Texts:
        return cached[int(torch.randint(0, 4, (1,), generator=generator))]

    trainer = trainer_of(config, mechanism, "both", [draw, lambda _: shown], tmp_path)
    chance = float(loss_of(trainer.net, shown, 0.1, torch.Generator().manual_seed(0)).detach())
    assert run(trainer)
    ids = trainer.ema.eval()
    with torch.no_grad():
        kept = [
            float(loss_of(ids, r, 0.1, torch.Generator().manual_seed(0)))
            for r in (shown, cached[0])
        ]
    assert kept[0] < 0.9 * chance and kept[1] < 3.0 < math.log(SIZES.words)


def test_what_is_missing_says_what_to_run(tmp_path: Path) -> None:
    config = replace(CONFIG, paths=Paths(tmp_path, tmp_path, tmp_path))
    with pytest.raises(FileNotFoundError, match=r"ddmodels\.text\.build"):
        text_rows(config, 4, "autoregression")
    own = tmp_path / "config" / "tokens.toml"
    own.parent.mkdir()
    names = Path(__file__).parents[2] / "config"
    own.write_text((names / "picture-tokens.toml").read_text())
    with pytest.raises(FileNotFoundError, match=r"ddmodels\.tokens\.train first"):
        picture_rows(config, 4, own, names / "emoji-denoiser.toml")
    with pytest.raises(ValueError, match="no multiple of the block"):
        replace(SIZES, length=12)
    with pytest.raises(ValueError, match="no multiple of 3 heads"):
        replace(SIZES, heads=3)


def test_any_number_of_positions_is_masked_as_often() -> None:
    real = torch.arange(5) < torch.tensor([[3], [5]]).repeat(500, 1)
    hidden = masked(real, torch.Generator().manual_seed(0))
    assert not (hidden & ~real).any()
    counts = hidden.sum(1).view(-1, 2)
    assert set(counts[:, 0].tolist()) == {1, 2, 3} and set(counts[:, 1].tolist()) == set(
        range(1, 6)
    )
    assert float(counts[:, 1].float().mean()) == pytest.approx(3, abs=0.25)
    assert hidden[1::2].float().mean(0).tolist() == pytest.approx([0.6] * 5, abs=0.07)


@pytest.mark.parametrize("mechanism", BOTH)
def test_nats_of_a_network_that_knows_nothing_are_known(
    mechanism: Mechanism, encoder: Encoder, tokens: Tokenizer
) -> None:
    net = Twin(SIZES, mechanism, "text").eval()
    torch.nn.init.zeros_(net.w.weight)
    found = per_token(net, corpus_of(True), tokens, encoder, SIZES, draws=2)
    lengths = [len(tokens.encode(d.text).ids) + 1 for d in corpus_of(True)]
    places = sum(lengths if net.causal else [-(-n // 8) * 8 for n in lengths])
    assert found == pytest.approx(places / sum(lengths) * math.log(SIZES.words), rel=1e-4)
    with pytest.raises(ValueError, match="no definition"):
        per_token(net, [], tokens, encoder, SIZES)
