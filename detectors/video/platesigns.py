"""What stands on a number plate (GA 36-2018): its signs in a fixed order, and which texts are plates at all."""

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
SPECIALS = "挂学警港澳使领"
SIGNS = PROVINCES + LETTERS + DIGITS + SPECIALS
# Signs of a plate of a car that burns petrol, and of a new-energy one.
SEVEN, EIGHT = 7, 8


def proper(text: str) -> bool:
    """Whether a text is laid out as a plate: province, letter, five or six signs of which only the last is special."""
    if len(text) not in (SEVEN, EIGHT) or text[0] not in PROVINCES or text[1] not in LETTERS:
        return False
    plain = LETTERS + DIGITS
    return all(sign in plain for sign in text[2:-1]) and text[-1] in plain + SPECIALS
