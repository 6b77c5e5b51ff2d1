module cowork/guest

go 1.19
